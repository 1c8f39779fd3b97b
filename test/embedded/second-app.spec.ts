import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/platform/embedded/lock.js';
import { Checkout } from './checkout.js';
import { query } from './observation.js';

describe('a second app on one data folder', () => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await Checkout.make();
  });
  afterAll(() => checkout.remove());

  it('is refused plainly, and the first goes on', async () => {
    const first = await checkout.start();
    const second = await checkout.start();
    expect(second.report.problem).toContain(`Another app (process ${first.child.pid}) is already running on the data folder ${checkout.dataFolder}.`);
    expect(second.report.problem).toContain(`另一个程序（进程 ${first.child.pid}）正在使用数据文件夹`);
    expect(await query(first.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.stop();
    const third = await checkout.start();
    expect(third.report.problem).toBeUndefined();
    await third.stop();
  });

  it('is refused also while the first is making its cluster: of six at once exactly one comes up', async () => {
    const dataFolder = join(checkout.base, 'raced');
    const apps = await Promise.all(Array.from({ length: 6 }, () => checkout.start({ dataFolder })));
    expect(apps.filter((app) => app.report.problem === undefined)).toHaveLength(1);
    expect(apps.filter((app) => app.report.problem?.startsWith('Another app'))).toHaveLength(5);
    const winner = apps.find((app) => app.report.pid);
    await winner?.kill();
    const again = await Promise.all(Array.from({ length: 6 }, () => checkout.start({ dataFolder })));
    expect(again.filter((app) => app.report.problem === undefined)).toHaveLength(1);
    expect(again.filter((app) => app.report.problem?.startsWith('Another app'))).toHaveLength(5);
  });
});

describe('the lock', () => {
  const base = mkdtempSync(join(tmpdir(), 'embedded-lock-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it.each([['short', 'short'], ['longer than a socket may be', 'long-'.repeat(40)]])('is held once, and leaves nothing: a path that is %s', async (_case, name) => {
    const folder = join(base, name);
    mkdirSync(folder);
    const held = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}`);
    await held.release();
    expect(readdirSync(folder)).toEqual([]);
    const again = await lockFolder(folder);
    await again.release();
  });
});
