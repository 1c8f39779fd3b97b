import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { OrganizationQueries } from '../../src/modules/organizations/organizations.queries.js';
import { OrganizationRepository } from '../../src/modules/organizations/organizations.repository.js';
import { Organizations } from '../../src/modules/organizations/public/organizations.js';
import { ChangeOrganization } from '../../src/modules/organizations/use-cases/change-organization.js';
import { OpenOrganization } from '../../src/modules/organizations/use-cases/open-organization.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let queries: OrganizationQueries;
let opening: OpenOrganization;
let changing: ChangeOrganization;
let door: Organizations;
let wujiang: Actor;
let suzhou: Actor;
let nextCode = 100;

beforeAll(async () => {
  database = await freshDatabase();
  const repository = new OrganizationRepository();
  queries = new OrganizationQueries(database.transactions);
  opening = new OpenOrganization(database.transactions, repository, database.clock);
  changing = new ChangeOrganization(database.transactions, repository);
  door = new Organizations(repository);
  wujiang = await database.actor({ path: WUJIANG, roles: ['administrator'] });
  suzhou = await database.actor({ path: SUZHOU, roles: ['administrator'] });
});
afterAll(() => database.drop());

const id = (path: string): string => database.organization(path).id;
const town = (parentId: string, code = String((nextCode += 1))) => ({ parentId, code, nameZh: '测试镇总工会', level: 'town' });
const refusedWith = (code: string) => expect.objectContaining({ code }) as unknown;

describe('reading the tree', () => {
  it('shows the branch and what stands above it, not its sisters', async () => {
    const { items } = await queries.list(wujiang, { limit: 200 });
    const paths = items.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['000000.', '000000.320000.', SUZHOU, WUJIANG]));
    expect(paths).not.toContain(TAICANG);
    await expect(queries.findOrThrow(wujiang, id(TAICANG))).rejects.toEqual(refusedWith('organizations.not_found'));
  });

  it('filters by parent and level, and pages through everything once', async () => {
    const counties = await queries.list(suzhou, { limit: 200, parentId: id(SUZHOU), level: 'county' });
    expect(counties.items.length).toBeGreaterThan(5);
    expect(counties.items.every((item) => item.parentId === id(SUZHOU) && item.level === 'county')).toBe(true);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await queries.list(suzhou, { limit: 3, level: 'county', ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(counties.items.map((item) => item.id));
  });
});

describe('opening an organization', () => {
  it('stands under its parent, today', async () => {
    const opened = await opening.execute(wujiang, town(id(WUJIANG), '888'));
    await expect(queries.findOrThrow(wujiang, opened.id)).resolves.toMatchObject({
      path: `${WUJIANG}888.`, parentId: id(WUJIANG), validFrom: '2011-01-04', validTo: null, version: 1,
    });
  });

  it.each([
    ['under a sister branch', TAICANG, 'organizations.not_found'],
    ['under the branch above', SUZHOU, 'organizations.not_found'],
  ])('is refused %s', async (_case, parent, code) => {
    await expect(opening.execute(wujiang, town(id(parent)))).rejects.toEqual(refusedWith(code));
  });

  it('is refused under an unknown parent, and before the parent opened', async () => {
    await expect(opening.execute(wujiang, town(newId()))).rejects.toEqual(refusedWith('organizations.not_found'));
    await expect(opening.execute(wujiang, { ...town(id(WUJIANG)), validFrom: '1999-12-31' })).rejects.toEqual(refusedWith('organizations.parent_closed'));
  });

  it('takes a code once when twenty try at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => opening.execute(wujiang, town(id(WUJIANG), '777'))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refusals).toEqual(Array.from({ length: 19 }, () => refusedWith('organizations.code_taken')));
  });
});

describe('changing an organization', () => {
  it('renames and closes it, and refuses a stale version', async () => {
    const opened = await opening.execute(wujiang, town(id(WUJIANG)));
    await changing.execute(wujiang, { id: opened.id, version: 1, nameZh: '新名称' });
    await expect(changing.execute(wujiang, { id: opened.id, version: 1, validTo: '2011-06-30' })).rejects.toEqual(refusedWith('version.stale'));
    await changing.execute(wujiang, { id: opened.id, version: 2, validTo: '2011-06-30' });
    await expect(queries.findOrThrow(wujiang, opened.id)).resolves.toMatchObject({ nameZh: '新名称', validTo: '2011-06-30', version: 3 });
    await expect(opening.execute(wujiang, { ...town(opened.id), validFrom: '2011-07-01' })).rejects.toEqual(refusedWith('organizations.parent_closed'));
  });

  it('does not close one with open children, nor before it opened', async () => {
    const parent = await opening.execute(wujiang, town(id(WUJIANG)));
    await opening.execute(wujiang, town(parent.id));
    await expect(changing.execute(wujiang, { id: parent.id, version: 1, validTo: '2011-12-31' })).rejects.toEqual(refusedWith('organizations.has_open_children'));
    await expect(changing.execute(wujiang, { id: parent.id, version: 1, validTo: '2011-01-03' })).rejects.toEqual(refusedWith('organizations.closes_before_opening'));
  });

  it('never leaves an open child under a closed parent when both happen at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const parent = await opening.execute(wujiang, town(id(WUJIANG)));
      await Promise.allSettled([
        changing.execute(wujiang, { id: parent.id, version: 1, validTo: '2011-06-30' }),
        opening.execute(wujiang, town(parent.id)),
      ]);
      const { rows } = await database.owner.query(
        `SELECT p.valid_to::text AS parent, c.valid_to::text AS child FROM organizations p JOIN organizations c ON c.parent_id = p.id WHERE p.id = $1`, [parent.id]);
      for (const row of rows) expect(row.child).toBe(row.parent);
    }
  });

  it('touches neither a sister branch nor the branch above', async () => {
    for (const path of [TAICANG, SUZHOU]) {
      await expect(changing.execute(wujiang, { id: id(path), version: 1, nameZh: '改名' })).rejects.toEqual(refusedWith('organizations.not_found'));
    }
  });
});

describe('the public door', () => {
  it('finds the branch and what stands above it; for writing, the branch alone', async () => {
    await database.transactions.read(wujiang, async (tx) => {
      expect((await door.findById(tx, id(SUZHOU)))?.nameZh).toBe('苏州市总工会');
      expect(await door.findById(tx, id(TAICANG))).toBeUndefined();
    });
    await database.transactions.run(wujiang, async (tx) => {
      const found = await door.findInBranchOrThrow(tx, id(WUJIANG));
      expect([door.isOpenOn(found, '1999-12-31'), door.isOpenOn(found, '2011-01-04')]).toEqual([false, true]);
      await expect(door.findInBranchOrThrow(tx, id(SUZHOU))).rejects.toEqual(refusedWith('organizations.not_found'));
    });
  });
});
