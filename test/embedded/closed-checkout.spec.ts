import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, Checkout, isRoot, nobody } from './checkout.js';
import { query } from './observation.js';

describe.runIf(isRoot)('root, with the checkout under a folder that only root may enter', () => {
  let checkout: Checkout;
  let place: string;
  let app: App;
  beforeAll(async () => {
    checkout = await Checkout.make();
    chmodSync(checkout.folder, 0o700);
  });
  afterAll(() => checkout.remove());

  it('keeps cluster and programs where the account can reach them, private, and says where', async () => {
    app = await checkout.start();
    expect(app.report.problem).toBeUndefined();
    await query(app.report.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    place = readFileSync(join(checkout.dataFolder, 'postgres.location'), 'utf8').trim();
    expect(place.startsWith(join(checkout.persistentRoot, 'bangfu-postgres'))).toBe(true);
    expect(app.logged()).toContain(`the database is kept in ${place}`);
    expect(existsSync(join(checkout.dataFolder, 'postgres'))).toBe(false);
    expect(statSync(place)).toMatchObject({ uid: 0 });
    expect(statSync(place).mode & 0o777).toBe(0o710);
    expect(statSync(join(place, 'postgres')).mode & 0o777).toBe(0o700);
    expect(statSync(join(place, 'postgres')).uid).not.toBe(0);
    expect(statSync(join(checkout.dataFolder, 'postgres.password')).uid).toBe(0);
    expect(statSync(`/proc/${app.report.pid}`).uid).toBe(statSync(join(place, 'postgres')).uid);
    await app.stop();
  });

  it('finds the data again and copies the programs only once', async () => {
    app = await checkout.start();
    expect(await query(app.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(app.logged()).not.toContain('Copying');
    expect(app.report.tookMs).toBeLessThan(1500);
    await app.stop();
  });

  it('copies a torn program again', async () => {
    const shelf = join(place, 'postgres-binaries');
    truncateSync(join(shelf, readdirSync(shelf)[0] ?? '', 'native', 'lib', 'libicudata.so.60.2'), 4096);
    app = await checkout.start();
    expect(app.logged()).toContain('Copying');
    expect(await query(app.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await app.stop();
    expect(readdirSync(shelf)).toHaveLength(1);
  });

  it('follows a data folder that was moved, and refuses a copy of it', async () => {
    const moved = join(checkout.folder, 'moved');
    renameSync(checkout.dataFolder, moved);
    app = await checkout.start({ dataFolder: moved });
    expect(await query(app.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await app.stop();
    cpSync(moved, checkout.dataFolder, { recursive: true });
    app = await checkout.start();
    expect(app.report.problem).toMatch(/is a copy of .*moved[^]*的副本/);
    rmSync(checkout.dataFolder, { recursive: true });
    renameSync(moved, checkout.dataFolder);
    app = await checkout.start();
    expect(app.report.problem).toBeUndefined();
    await app.stop();
  });

  it('begins anew when the data folder was deleted, and leaves the old place alone', async () => {
    rmSync(checkout.dataFolder, { recursive: true });
    app = await checkout.start();
    await expect(query(app.report.url, 'SELECT answer FROM kept')).rejects.toThrow(/does not exist/);
    await app.stop();
    expect(existsSync(join(place, 'postgres', 'PG_VERSION'))).toBe(true);
  });

  it('refuses rather than begin with an empty database when the place is gone', async () => {
    const now = readFileSync(join(checkout.dataFolder, 'postgres.location'), 'utf8').trim();
    rmSync(now, { recursive: true });
    app = await checkout.start();
    expect(app.report.problem).toMatch(/is missing or closed[^]*不存在/);
  });

  it('refuses when no place can be written', async () => {
    app = await checkout.start({ dataFolder: join(checkout.folder, 'other'), machine: { persistentRoots: ['/proc'] } });
    expect(app.report.problem).toMatch(/chmod o\+x .*checkout[^]*都不可写/);
  });

  it('refuses a database that was reachable once and is closed off now', async () => {
    chmodSync(checkout.folder, 0o755);
    const dataFolder = join(checkout.folder, 'open');
    app = await checkout.start({ dataFolder });
    await query(app.report.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await app.stop();
    chmodSync(checkout.folder, 0o700);
    app = await checkout.start({ dataFolder });
    expect(app.report.problem).toMatch(/cannot be reached[^]*chmod o\+x/);
    chmodSync(checkout.folder, 0o755);
    app = await checkout.start({ dataFolder });
    expect(await query(app.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await app.stop();
  });

  it('refuses an ordinary account with plain words', async () => {
    chmodSync(checkout.folder, 0o755);
    app = await checkout.start({ uid: nobody, dataFolder: join(checkout.folder, 'open') });
    expect(app.report.problem).toMatch(/cannot be written by this account[^]*不能写入/);
  });
});
