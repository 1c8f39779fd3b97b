import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout, isRoot, nobody } from './checkout.js';
import { query } from './observation.js';

describe('a package whose install script was not run', () => {
  let checkout: Checkout;
  let links: string[];
  beforeAll(async () => {
    checkout = await Checkout.make();
    const list = JSON.parse(readFileSync(join(checkout.native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    links = list.map((link) => link.target);
    expect(links.length).toBeGreaterThan(0);
  });
  afterAll(async () => {
    chmodSync(join(checkout.native, 'lib'), 0o755);
    await checkout.remove();
  });

  it('gets its links in node_modules where that can be written', async () => {
    removeLinks();
    const app = await checkout.start();
    expect(await query(app.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await app.stop();
    for (const link of links) expect(lstatSync(join(checkout.packageFolder, link)).isSymbolicLink()).toBe(true);
    expect(existsSync(join(checkout.dataFolder, 'postgres-binaries'))).toBe(false);
  });

  it('is copied into the data folder, with its links, where it cannot', async () => {
    removeLinks();
    chmodSync(join(checkout.native, 'lib'), 0o555);
    const dataFolder = join(checkout.folderOf(nobody, 'home'), '.data');
    for (const copying of [true, false]) {
      const app = await checkout.start({ ...(isRoot ? { uid: nobody } : {}), dataFolder });
      expect(app.report.problem).toBeUndefined();
      expect(app.logged().includes('Copying')).toBe(copying);
      expect(await query(app.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await app.stop();
    }
    expect(existsSync(join(checkout.packageFolder, links[0] ?? ''))).toBe(false);
    expect(readdirSync(join(dataFolder, 'postgres-binaries'))).toHaveLength(1);
  });

  function removeLinks(): void {
    for (const link of links) rmSync(join(checkout.packageFolder, link), { force: true });
  }
});
