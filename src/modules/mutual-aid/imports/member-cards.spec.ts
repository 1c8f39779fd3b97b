import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADERS, listsOn, madeUpId, workbook } from '../../../../test/lists/support.js';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../../test/support/database.js';
import type { Actor } from '../../../kernel/actor.js';
import { newId } from '../../../kernel/ids.js';
import { plansAndCardsOn } from '../plans-and-cards.fixture.js';

const CASEWORKER = { roles: ['caseworker'], permissions: ['imports:read', 'imports:write', 'members:write', 'cards:write'] };

let db: TestDatabase;
let house: ReturnType<typeof plansAndCardsOn>;
let lists: Awaited<ReturnType<typeof listsOn>>;
let wujiang: Actor;
let planId: string;

beforeAll(async () => {
  db = await freshDatabase();
  house = plansAndCardsOn(db);
  lists = await listsOn(db);
  lists.kinds.register(house.memberCards);
  wujiang = await db.actor({ path: WUJIANG, ...CASEWORKER });
  planId = await house.newPlan(wujiang);
});
afterAll(async () => {
  await lists.remove();
  await db.drop();
});

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await db.owner.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);
const newBatch = async (changed: object = {}): Promise<string> => (await house.createBatch.execute(wujiang, {
  planId, nameZh: '城区环卫工人赠卡', gifted: true, validFrom: '2011-01-04', ...changed })).id;
const upload = (content: Uint8Array, cardBatchId: string, actor = wujiang) => lists.upload(actor, content, { kind: 'member-cards', cardBatchId });
const confirm = async (id: string) => {
  await lists.work();
  const { version } = await lists.queries.one(wujiang, id);
  await lists.confirm.execute(wujiang, { importId: id, version });
};
const row = (serial: number, name = `王${serial}`) => [name, null, madeUpId(serial)];
const sheet = (...rows: unknown[][]) => workbook([HEADERS, ...rows] as string[][]);

describe('the roster of the sanitation workers', () => {
  it('gives 224 members a card each, in the order of the roster, and nothing twice', async () => {
    const batch = await newBatch();
    const roster = await readFile('seeds/demo/roster-wujiang-224.xlsx');
    const id = await upload(roster, batch);
    await lists.work();
    expect(await lists.queries.one(wujiang, id)).toMatchObject({ status: 'preview', rowsRead: 224, rowsGood: 224, rowsRefused: 0 });
    expect(await count('cards')).toBe(0);
    await confirm(id);
    await lists.work();
    expect(await lists.queries.one(wujiang, id)).toMatchObject({ status: 'applied', rowsApplied: 224, rowsRefused: 0, rowsKnown: 0 });
    expect(await count('memberships')).toBe(224);
    expect(await count('cards WHERE batch_id = $1 AND gifted', [batch])).toBe(224);
    const { rows } = await db.owner.query<{ ordered: boolean }>(
      `SELECT array_agg(r.row_number ORDER BY c.id) = array_agg(r.row_number ORDER BY r.row_number) AS ordered
       FROM cards c JOIN import_rows r ON r.result_id = c.person_id WHERE r.import_id = $1`, [id]);
    expect(rows[0]?.ordered).toBe(true);

    const again = await upload(roster, batch);
    await confirm(again);
    await lists.work();
    expect(await lists.queries.one(wujiang, again)).toMatchObject({ status: 'applied', rowsApplied: 224, rowsKnown: 224 });
    expect(await count('import_rows WHERE import_id = $1 AND known', [again])).toBe(224);
    expect([await count('cards'), await count('card_events'), await count('memberships')]).toEqual([224, 224, 224]);
    const audited = await db.owner.query<{ actor: string }>(`SELECT DISTINCT actor FROM audit_log WHERE table_name = 'cards'`);
    expect(audited.rows).toEqual([{ actor: 'system:importer' }]);
    expect(await count('card_events WHERE account_id = $1', [wujiang.accountId])).toBe(224);
  });
});

describe('a list of members with cards', () => {
  it('gives a card to who is a member already', async () => {
    await lists.upload(wujiang, await sheet(row(1)), { kind: 'members' }).then(confirm);
    await lists.work();
    const members = await count('memberships');
    const batch = await newBatch();
    const id = await upload(await sheet(row(1), row(2)), batch);
    await confirm(id);
    await lists.work();
    expect(await count('memberships')).toBe(members + 1);
    expect(await count('cards WHERE batch_id = $1', [batch])).toBe(2);
    expect(await count('import_rows WHERE import_id = $1 AND known', [id])).toBe(0);
  });

  it('refuses a row whose age the plan does not take, and gives the others', async () => {
    const limited = await house.newPlan(wujiang, { minimumAge: 30, maximumAge: 60 });
    const batch = await newBatch({ planId: limited });
    const [old, fitting] = [row(3), row(336 * 15)];
    expect([old[2]?.slice(6, 10), fitting[2]?.slice(6, 10)]).toEqual(['1950', '1965']);
    const id = await upload(await sheet(old, fitting), batch);
    await lists.work();
    expect(await lists.queries.one(wujiang, id)).toMatchObject({ status: 'preview', rowsGood: 1, rowsRefused: 1 });
    const { items } = await lists.queries.refusedRows(wujiang, id, 10, undefined);
    expect(items).toMatchObject([{ row: 2, column: 'C', code: 'card.holder_age', zh: expect.stringContaining('30 至 60') as string }]);
    expect(JSON.stringify(items)).not.toContain(old[2]);
    await confirm(id);
    await lists.work();
    expect(await count('cards WHERE batch_id = $1', [batch])).toBe(1);
  });

  it('fails as a whole when the batch was closed meanwhile, and leaves nothing', async () => {
    const batch = await newBatch();
    const members = await count('memberships');
    const id = await upload(await sheet(row(10), row(11)), batch);
    await confirm(id);
    await house.closeBatch.execute(wujiang, batch, 1);
    await lists.work();
    expect(await lists.queries.one(wujiang, id)).toMatchObject({ status: 'failed', failure: { code: 'card_batch.not_open' } });
    expect(await count('memberships')).toBe(members);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['unknown', async () => newId(), 'card_batch.not_found'],
    ['no id', async () => '2011', 'card_batch.not_found'],
    ['closed', async () => { const batch = await newBatch(); await house.closeBatch.execute(wujiang, batch, 1); return batch; }, 'card_batch.not_open'],
  ])('is not taken in for a batch that is %s', async (_case, batch, code) => {
    await expect(upload(await sheet(row(20)), await batch())).rejects.toMatchObject({
      code: 'request.invalid', details: { errors: [{ field: 'cardBatchId', code }] } });
  });

  it('is not taken in without a batch, for a sister branch\'s, or from above the batch', async () => {
    const content = await sheet(row(20));
    await expect(lists.upload(wujiang, content, { kind: 'member-cards' })).rejects.toMatchObject({ code: 'request.invalid' });
    const batch = await newBatch();
    for (const [path, code] of [[TAICANG, 'card_batch.not_found'], [SUZHOU, 'card_batch.other_branch']] as const) {
      await expect(upload(content, batch, await db.actor({ path, ...CASEWORKER }))).rejects.toMatchObject({
        code: 'request.invalid', details: { errors: [{ field: 'cardBatchId', code }] } });
    }
  });
});
