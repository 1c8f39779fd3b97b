import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger as NestLogger } from 'nestjs-pino';
import { EnvironmentError, readEnvironment } from './config/env.js';
import { openRuntime } from './open-runtime.js';
import { createLogger } from './platform/http/logging.js';
import { endWith } from './process-end.js';
import { WorkerModule } from './worker.module.js';

/** Starts a process that only does jobs; as many as wanted work on one database. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  if (!environment.DATABASE_URL) {
    throw new EnvironmentError('DATABASE_URL 未设置：使用内置数据库时任务由 npm start 的进程执行，不需要 worker。\n'
      + '(DATABASE_URL is missing: with the embedded database the process of `npm start` does the jobs, and no worker is needed.)');
  }
  const runtime = await openRuntime(environment, { runJobs: true, say: (line) => console.log(line) });
  const app = await NestFactory.createApplicationContext(
    WorkerModule.on(runtime, createLogger({ level: environment.LOG_LEVEL })), { logger: false, abortOnError: false });
  app.useLogger(app.get(NestLogger));
  endWith(async () => {
    await app.close();
    await runtime.close();
  });
  console.log(`任务进程已启动 (the worker is up): ${runtime.place}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
