import { readFileSync, statSync, writeFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/platform/embedded/launcher.js';
import { Checkout, isRoot } from './checkout.js';
import { isServer, query } from './observation.js';

// A blank, Chinese letters, and more than the 107 bytes that a socket's path may have.
const awkwardName = `帮扶 checkout ${'long-'.repeat(20)}`;

describe('a usual start', () => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await Checkout.make(awkwardName);
  });
  afterAll(() => checkout.remove());

  it('runs from the sources, listens on loopback alone, durable, in UTC and UTF-8', async () => {
    const server = await startEmbeddedPostgres({ dataFolder: checkout.dataFolder, settings: { work_mem: '7MB' } });
    try {
      const rows = await query(server.url('postgres'), `
        SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
          current_setting('fsync') AS fsync, current_setting('timezone') AS zone, current_setting('work_mem') AS work_mem,
          pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale, current_user AS account
        FROM pg_database WHERE datname = 'template1'`);
      expect(rows).toEqual([{
        addresses: '127.0.0.1', sockets: '', fsync: 'on', zone: 'UTC', work_mem: '7MB', encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', account: 'postgres',
      }]);
      const wrong = server.url('postgres').replace(server.password, 'wrong');
      await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
      await query(server.url('postgres'), 'CREATE EXTENSION pg_trgm');
      expect(await query(server.url('postgres'), `SELECT '困难职工张三' LIKE '%职工%' AS found, cardinality(show_trgm('困难职工')) AS trigrams`))
        .toEqual([{ found: true, trigrams: 5 }]);
    } finally {
      await server.stop();
      await server.stop();
    }
    expect(isServer(server.pid)).toBe(false);
  });

  it('keeps its data private, its password and its port, and starts again quickly', async () => {
    const first = await checkout.start();
    await query(first.report.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(isServer(first.report.pid)).toBe(false);
    const second = await checkout.start();
    expect(await query(second.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.report.url).toBe(first.report.url);
    expect(second.report.tookMs).toBeLessThan(1500);
    await second.stop();
    expect(statSync(checkout.dataFolder).mode & 0o777).toBe(isRoot ? 0o710 : 0o700);
    expect(statSync(join(checkout.dataFolder, 'postgres')).mode & 0o777).toBe(0o700);
    for (const name of ['postgres.password', 'postgres.log', 'postgres.port']) {
      expect(statSync(join(checkout.dataFolder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('writes no values of rows into its log', async () => {
    const app = await checkout.start();
    await query(app.report.url, 'CREATE TABLE numbered (number text PRIMARY KEY)');
    await query(app.report.url, `INSERT INTO numbered VALUES ('110101199003070000')`);
    await expect(query(app.report.url, `INSERT INTO numbered VALUES ('110101199003070000')`)).rejects.toThrow(/duplicate key/);
    await expect(query(app.report.url, `SELECT '110101199003070000x'::bigint`)).rejects.toThrow(/invalid input/);
    await app.stop();
    expect(readFileSync(join(checkout.dataFolder, 'postgres.log'), 'utf8')).not.toContain('110101');
  });

  it('takes another port when the kept one is taken, and refuses when the wanted one is', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      writeFileSync(join(checkout.dataFolder, 'postgres.port'), `${port}\n`);
      const refused = await checkout.start({ options: { port } });
      expect(refused.report.problem).toMatch(new RegExp(`Port ${port} is taken .*\n端口 ${port} 已被`));
      const moved = await checkout.start();
      expect(moved.report.port).not.toBe(port);
      expect(await query(moved.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await moved.stop();
    } finally {
      taken.close();
    }
  });

  it('sets a new password when the password file was lost', async () => {
    rmSync(join(checkout.dataFolder, 'postgres.password'));
    const app = await checkout.start();
    expect(await query(app.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await app.stop();
  });

  it.each([['fsync', 'off'], ['listen_addresses', '*'], ['port', '1'], ['-D', '/']])('refuses to change %s', async (name, value) => {
    await expect(startEmbeddedPostgres({ dataFolder: checkout.dataFolder, settings: { [name]: value } })).rejects.toThrow(/cannot be changed[^]*不可更改/);
  });

  it('says what PostgreSQL said when it does not start', async () => {
    const app = await checkout.start({ options: { settings: { work_mem: 'much' } } });
    expect(app.report.problem).toMatch(/did not start[^]*未能启动[^]*invalid value for parameter "work_mem"/);
  });

  it('refuses a cluster of another version', async () => {
    const file = join(checkout.dataFolder, 'postgres', 'PG_VERSION');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, '15\n');
    const app = await checkout.start();
    expect(app.report.problem).toMatch(/is of PostgreSQL 15, the installed programs are of 18/);
    writeFileSync(file, kept);
  });
});
