import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../src/create-app.js';
import { firstStart } from '../../src/first-start.js';
import type { TestDatabase } from './database.js';
import { forgetInRedis } from './redis.js';
import { callsTo, type Call } from './requests.js';
import { freshRuntime } from './runtime.js';

/** A listening server on a database of its own, with a clock that the test moves. */
export interface TestApp {
  readonly database: TestDatabase;
  readonly app: NestExpressApplication;
  readonly server: Server;
  readonly address: string;
  readonly administrator: { readonly username: string; readonly password: string };
  readonly request: Call;
  close(): Promise<void>;
}

/** Starts the whole server; on Redis when TEST_REDIS_URL is set, else the queue is in the database. */
export async function startTestApp(variables: Record<string, string> = {}): Promise<TestApp> {
  const redisUrl = process.env['TEST_REDIS_URL'];
  const { database, runtime, remove } = await freshRuntime({
    runJobs: true, variables: { QUEUE_LOCK_SECONDS: '4', ...(redisUrl ? { REDIS_URL: redisUrl } : {}), ...variables },
  });
  const { environment } = runtime;
  const app = await createApp(runtime);
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  const administrator = await firstStart(app, () => undefined);
  return {
    database, app, server, administrator: administrator!,
    address: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    request: callsTo(server),
    close: async () => {
      await app.close();
      if (environment.REDIS_URL) await forgetInRedis(environment.REDIS_URL, environment.REDIS_PREFIX);
      await remove();
    },
  };
}
