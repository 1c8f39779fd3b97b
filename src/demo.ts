import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDemoEnvironment } from './config/env.js';
import { createApp } from './create-app.js';
import { narrateTo } from './demo/narrator.js';
import { storyAccounts, storyPassword } from './demo/cast.js';
import { playStory } from './demo/story.js';
import { firstStart } from './first-start.js';
import { listen } from './listen.js';
import { openRuntime, type OpenRuntime } from './open-runtime.js';
import { endWith } from './process-end.js';

const roster = join(import.meta.dirname, '../seeds/demo/roster-wujiang-224.xlsx');

/** Plays the story on the embedded database, in a data folder of its own; with `--serve` the server stays up. */
async function main(): Promise<void> {
  const started = performance.now();
  const serve = process.argv.includes('--serve');
  const environment = readDemoEnvironment(serve);
  console.log('帮扶演示：从一张赠卡到一笔补助，再到年度统计 (from a gifted card to a paid benefit and the year\'s figures)');
  const runtime = await openRuntime(environment, { runJobs: true, say: console.log, afresh: true });
  try {
    const app = await createApp(runtime);
    await listen(app, environment.PORT, environment.HOST);
    const address = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
    const administrator = await firstStart(app, () => undefined);
    if (!administrator) throw new Error('The demo database is not empty.');
    await playStory({
      address, administrator, roster: await readFile(roster), narrator: narrateTo(process.stdout),
      moveClock: (date) => moveClock(address, date),
    });
    console.log(`\n演示完成，用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒 (the demo is done).`);
    if (serve) return stayUp(address, administrator, runtime, () => app.close());
    await app.close();
  } catch (error) {
    await runtime.close();
    throw error;
  }
  await runtime.close();
}

async function moveClock(address: string, date: string): Promise<void> {
  const response = await fetch(`${address}/api/v1/demo-clock`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ date }),
  });
  if (!response.ok) throw new Error(`The demo clock: ${await response.text()}`);
}

function stayUp(address: string, administrator: { username: string; password: string }, runtime: OpenRuntime, close: () => Promise<void>): void {
  endWith(async () => {
    await close();
    await runtime.close();
  });
  console.log(`\n服务保持运行 (the server stays up): ${address}\n  接口文档 (API documentation): ${address}/api/docs`);
  console.log(`  账号 (accounts), 密码 (password) ${storyPassword}:`);
  for (const [, username, displayName, organization] of storyAccounts) console.log(`    ${username.padEnd(16)} ${displayName}（${organization}）`);
  console.log(`    ${administrator.username.padEnd(16)} 管理员 (administrator)`);
  console.log('  按 Ctrl+C 结束 (Ctrl+C ends it).');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
