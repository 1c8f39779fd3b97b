import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout, isRoot, nobody } from './checkout.js';
import { query } from './observation.js';

/** The account the ordinary starts of these tests run under. */
const ordinary = isRoot ? { uid: nobody } : {};

describe('the account of the server', () => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await Checkout.make();
    closeForWriting(checkout.packageFolder, true);
  });
  afterAll(async () => {
    closeForWriting(checkout.packageFolder, false);
    await checkout.remove();
  });

  it('an ordinary account starts with node_modules that it may only read', async () => {
    const dataFolder = join(checkout.folderOf(nobody, 'home'), '.data');
    for (const expected of ['Making an empty database', '']) {
      const app = await checkout.start({ ...ordinary, dataFolder });
      expect(app.report.problem).toBeUndefined();
      expect(app.logged()).toContain(expected);
      expect(await query(app.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(statSync(`/proc/${app.report.pid}`).uid).toBe(isRoot ? nobody : process.getuid?.());
      await app.stop();
    }
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
    expect(existsSync(join(dataFolder, 'postgres-binaries'))).toBe(false);
  });

  it.runIf(isRoot)('root on a machine without a postgres account uses nobody, and the data stays with it', async () => {
    const passwdFile = join(checkout.base, 'passwd');
    writeFileSync(passwdFile, readFileSync('/etc/passwd', 'utf8').replace(/^postgres:.*\n/m, ''));
    const app = await checkout.start({ machine: { passwdFile } });
    await query(app.report.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(statSync(`/proc/${app.report.pid}`).uid).toBe(nobody);
    await app.stop();
    writeFileSync(passwdFile, 'root:x:0:0::/root:/bin/sh\npostgres:x:4321:4321::/:/bin/sh\n');
    const later = await checkout.start({ machine: { passwdFile } });
    expect(statSync(`/proc/${later.report.pid}`).uid).toBe(nobody);
    expect(await query(later.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await later.stop();
  });

  it.runIf(isRoot)('root gives back to the account a cluster that was restored as root', async () => {
    const cluster = join(checkout.dataFolder, 'postgres');
    for (const path of ['.', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })]) chownSync(join(cluster, path), 0, 0);
    chmodSync(cluster, 0o755);
    const app = await checkout.start();
    expect(await query(app.report.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await app.stop();
  });

  it.runIf(isRoot)('an ordinary account refuses the cluster of another one', async () => {
    chownSync(checkout.dataFolder, nobody, nobody);
    chownSync(join(checkout.dataFolder, 'postgres'), 4321, 4321);
    const app = await checkout.start({ uid: nobody });
    expect(app.report.problem).toMatch(/belongs to account 4321[^]*属于账户 4321/);
  });
});

/** Takes away (or gives back) the right to write in every folder. */
function closeForWriting(folder: string, closed: boolean): void {
  chmodSync(folder, closed ? 0o555 : 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) closeForWriting(join(folder, entry.name), closed);
  }
}
