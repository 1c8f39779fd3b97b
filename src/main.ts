import 'reflect-metadata';
import { readEnvironment } from './config/env.js';
import { createApp } from './create-app.js';
import { firstStart } from './first-start.js';
import { listen } from './listen.js';
import { openRuntime, type OpenRuntime } from './open-runtime.js';
import { endWith } from './process-end.js';

const say = (line: string) => console.log(line);

/** Starts the server and says where it is; on the first start it makes the administrator. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  const runtime: OpenRuntime = await openRuntime(environment, {
    runJobs: environment.RUN_JOBS, say,
    // Without its database the process is of no use; whoever watches over it starts it again.
    onDatabaseLost: () => process.exit(1),
  });
  try {
    const app = await createApp(runtime);
    await firstStart(app, say);
    await listen(app, environment.PORT, environment.HOST);
    endWith(async () => {
      await app.close();
      await runtime.close();
    });
    const address = `http://${environment.HOST === '0.0.0.0' ? '127.0.0.1' : environment.HOST}:${(app.getHttpServer().address() as { port: number }).port}`;
    say(`帮扶已启动 (Bangfu is up): ${address}`);
    say(`  接口文档 (API documentation): ${address}/api/docs`);
    say(`  数据位置 (data): ${runtime.place}`);
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
