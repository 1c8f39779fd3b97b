import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, Checkout, isRoot } from './checkout.js';
import { commandLine, isServer, parentOf, query, until } from './observation.js';

describe('an app that was killed', () => {
  let checkout: Checkout;
  let cluster: string;
  beforeAll(async () => {
    checkout = await Checkout.make();
    cluster = join(checkout.dataFolder, 'postgres');
    const app = await checkout.start();
    await query(app.report.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await app.stop();
  });
  afterAll(() => checkout.remove());

  it.each([['alone', false], ['with its whole process group', true]])('%s takes the server with it', async (_case, group) => {
    const app = await checkout.start();
    const supervisor = parentOf(app.report.pid);
    const client = await connected(app);
    await app.kill(group);
    await until(() => !isServer(app.report.pid) && commandLine(supervisor) === '');
    await client.end().catch(() => undefined);
    await expectDataAtNextStart();
    // A server that was killed along with the app would have to recover.
    expect(readFileSync(join(checkout.dataFolder, 'postgres.log'), 'utf8')).not.toContain('not properly shut down');
  });

  it('or that just came to its end is not held up by the server, and takes it along', async () => {
    const app = await checkout.start({ leaves: true });
    await until(() => app.child.exitCode === 0 && !isServer(app.report.pid));
    await expectDataAtNextStart();
  });

  it('may start again at once, while the old server is still going down', async () => {
    const app = await checkout.start();
    await app.kill();
    const next = await checkout.start();
    expect(next.report.pid).not.toBe(app.report.pid);
    expect(await query(next.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });

  it('together with its supervisor leaves a running server, which the next start stops', async () => {
    const app = await checkout.start();
    process.kill(parentOf(app.report.pid), 'SIGKILL');
    await app.kill();
    await delay(300);
    expect(isServer(app.report.pid)).toBe(true);
    const next = await expectDataAtNextStart();
    expect(next.logged()).toContain(`left behind (process ${app.report.pid})`);
    expect(isServer(app.report.pid)).toBe(false);
  });

  it('with its server leaves a lock file; the number in it may be another process by now', async () => {
    const app = await checkout.start();
    await killAll(app);
    const { uid } = statSync(cluster);
    const stranger = spawn('sleep', ['60'], isRoot ? { uid, gid: uid } : {});
    try {
      const file = join(cluster, 'postmaster.pid');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)));
      await expectDataAtNextStart();
      expect(stranger.exitCode).toBeNull();
      expect(stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('with its server, while a backend still calculates, starts again all the same', async () => {
    const app = await checkout.start();
    const client = await connected(app);
    const busy = client.query('SELECT count(*) FROM generate_series(1, 2000000000)').catch(() => 'ended');
    const backend = await backendOf(app);
    await killAll(app);
    expect(commandLine(backend)).toContain('postgres:');
    await expectDataAtNextStart();
    await until(() => commandLine(backend) === '');
    expect(await busy).toBe('ended');
  });

  it('leaves the server to a normal stop when only the supervisor is killed', async () => {
    const app = await checkout.start();
    process.kill(parentOf(app.report.pid), 'SIGKILL');
    await until(() => app.logged().includes('ended by itself'));
    await app.stop();
    expect(isServer(app.report.pid)).toBe(false);
  });

  async function expectDataAtNextStart(): Promise<App> {
    const next = await checkout.start();
    expect(next.report.problem).toBeUndefined();
    expect(await query(next.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
    return next;
  }

  async function killAll(app: App): Promise<void> {
    process.kill(parentOf(app.report.pid), 'SIGKILL');
    process.kill(app.report.pid, 'SIGKILL');
    await app.kill();
    await until(() => !isServer(app.report.pid));
  }
});

async function connected(app: App): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: app.report.url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The process that runs the client's long statement, once it runs. */
async function backendOf(app: App): Promise<number> {
  for (;;) {
    const rows = await query(app.report.url, `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%2000000000%' AND pid <> pg_backend_pid()`);
    if (typeof rows[0]?.pid === 'number') return rows[0].pid;
    await delay(20);
  }
}
