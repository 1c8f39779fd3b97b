import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { IndicatorSources } from '../../platform/indicators/indicator-sources.js';
import type { PageQuery } from '../../platform/http/pages.js';
import { FundIndicators } from './funds.indicators.js';
import { FundQueries } from './funds.queries.js';
import { FundsRepository } from './funds.repository.js';
import { LedgerRepository } from './ledger.repository.js';
import { proveLedger } from './public/proof.js';
import { FundLedger } from './public/fund-ledger.js';
import { FundStatements } from './public/fund-statements.js';
import { CreateFund } from './use-cases/create-fund.js';
import { RecordContribution } from './use-cases/record-contribution.js';

const TOWN = `${WUJIANG}101.`;
const ledger = new FundLedger(new LedgerRepository());
const statements = new FundStatements();
const indicators = new FundIndicators(new IndicatorSources(), statements);

let db: TestDatabase;
let queries: FundQueries;
let createFund: CreateFund;
let contribute: RecordContribution;
let wujiang: Actor;
let suzhou: Actor;
let taicang: Actor;
let town: Actor;

beforeAll(async () => {
  db = await freshDatabase();
  queries = new FundQueries(db.transactions);
  createFund = new CreateFund(db.transactions, new FundsRepository());
  contribute = new RecordContribution(db.transactions, new FundsRepository(), new LedgerRepository(), db.clock);
  wujiang = await db.actor({ path: WUJIANG, roles: ['cashier'] });
  suzhou = await db.actor({ path: SUZHOU, roles: ['cashier'] });
  taicang = await db.actor({ path: TAICANG, roles: ['cashier'] });
  const townId = newId();
  await db.owner.query(
    `INSERT INTO organizations (id, path, parent_id, code, name_zh, level, valid_from) VALUES ($1, $2, $3, '101', '松陵镇总工会', 'town', '2000-01-01')`,
    [townId, TOWN, wujiang.organizationId]);
  town = { ...wujiang, organizationId: townId, scope: TOWN };
});
afterAll(() => db.drop());

let count = 0;
const newFund = async (actor = wujiang, amountFen = 0n): Promise<string> => {
  const { id } = await createFund.execute(actor, { code: `F${(count += 1)}`, nameZh: '爱心互助保障基金', purpose: 'mutual_aid' });
  if (amountFen > 0n) await contribute.execute(actor, { fundId: id, amountFen, from: '苏州市总工会' });
  return id;
};
const page = (query: Partial<PageQuery> = {}): PageQuery => ({ limit: 50, ...query });
const reserve = (actor: Actor, fundId: string, amountFen: bigint, sourceId = newId(), businessDate = '2011-02-01') =>
  db.transactions.run(actor, (tx) => ledger.reserve(tx, {
    fundId, amountFen, sourceType: 'trial', sourceId, beneficiaryOrganizationId: actor.organizationId, businessDate }));
const post = (actor: Actor, reservationId: string, businessDate = '2011-03-01') =>
  db.transactions.run(actor, (tx) => ledger.post(tx, reservationId, { sourceType: 'payment', sourceId: newId(), businessDate }));
const balances = async (fundId: string) => {
  const { contributedFen, availableFen, reservedFen, paidFen } = await queries.findOrThrow(suzhou, fundId);
  return [contributedFen, availableFen, reservedFen, paidFen];
};

describe('a fund', () => {
  it('begins empty and is filled by contributions', async () => {
    const id = await newFund();
    expect(await balances(id)).toEqual([0n, 0n, 0n, 0n]);
    const entry = await contribute.execute(wujiang, { fundId: id, amountFen: 60_000_000n, from: '苏州市总工会', memo: '拨款' });
    expect(await balances(id)).toEqual([60_000_000n, 60_000_000n, 0n, 0n]);
    expect(await queries.entryOrThrow(wujiang, id, entry.id)).toMatchObject({
      kind: 'contribution', amountFen: 60_000_000n, from: '苏州市总工会', memo: '拨款', businessDate: '2011-01-04', sourceId: entry.id });
  });

  it('has a code of its own in its organization', async () => {
    const command = { code: 'SAME', nameZh: '基金', purpose: 'general' };
    await createFund.execute(wujiang, command);
    await createFund.execute(taicang, command);
    await expect(createFund.execute(wujiang, command)).rejects.toMatchObject({ code: 'fund.code_taken' });
  });

  it('is out of sight for a sister branch, and readable but not fillable from below', async () => {
    const id = await newFund();
    await expect(queries.findOrThrow(taicang, id)).rejects.toMatchObject({ code: 'fund.not_found' });
    await expect(queries.entries(taicang, id, page())).rejects.toMatchObject({ code: 'fund.not_found' });
    await expect(contribute.execute(taicang, { fundId: id, amountFen: 1n, from: '某' })).rejects.toMatchObject({ code: 'fund.not_found' });
    expect(await queries.findOrThrow(town, id)).toMatchObject({ organizationNameZh: '吴江市总工会' });
    await expect(contribute.execute(town, { fundId: id, amountFen: 1n, from: '某' })).rejects.toMatchObject({ code: 'fund.other_organization' });
    expect((await queries.list(taicang, page({ limit: 200 }))).items.map((fund) => fund.id)).not.toContain(id);
  });

  it('contributes once for one Idempotency-Key', async () => {
    const id = await newFund();
    const actor = { ...wujiang, idempotency: { key: 'c1', method: 'POST', route: '/funds/:id/contributions', bodyDigest: Buffer.from('x') } };
    const first = await contribute.execute(actor, { fundId: id, amountFen: 500n, from: '某' });
    expect(await contribute.execute(actor, { fundId: id, amountFen: 500n, from: '某' })).toEqual(first);
    expect(await balances(id)).toEqual([500n, 500n, 0n, 0n]);
  });
});

describe('a reserve', () => {
  it('is posted', async () => {
    const id = await newFund(wujiang, 1_000n);
    const reservation = await reserve(wujiang, id, 400n);
    expect(await balances(id)).toEqual([1_000n, 600n, 400n, 0n]);
    await post(wujiang, reservation);
    expect(await balances(id)).toEqual([1_000n, 600n, 0n, 400n]);
  });

  it('or released, and ends once', async () => {
    const id = await newFund(wujiang, 1_000n);
    const reservation = await reserve(wujiang, id, 400n);
    const release = () => db.transactions.run(wujiang, (tx) => ledger.release(tx, reservation, '2011-03-01'));
    await release();
    expect(await balances(id)).toEqual([1_000n, 1_000n, 0n, 0n]);
    await expect(release()).rejects.toMatchObject({ code: 'fund.reserve_ended' });
    await expect(post(wujiang, reservation)).rejects.toMatchObject({ code: 'fund.reserve_ended' });
    await expect(post(wujiang, newId())).rejects.toMatchObject({ code: 'fund.reserve_unknown' });
  });

  it('needs cover and a fund in sight, and is made once a case', async () => {
    const id = await newFund(wujiang, 1_000n);
    const sourceId = newId();
    await expect(reserve(wujiang, id, 1_001n, sourceId)).rejects.toMatchObject({ code: 'fund.not_covered' });
    await expect(reserve(taicang, id, 1n)).rejects.toMatchObject({ code: 'fund.not_found' });
    await reserve(wujiang, id, 1_000n, sourceId);
    await expect(reserve(wujiang, id, 1n, sourceId)).rejects.toMatchObject({ code: 'fund.already_reserved' });
    expect(await balances(id)).toEqual([1_000n, 0n, 1_000n, 0n]);
  });

  it('is made from a branch below the fund, and each side sees the entry', async () => {
    const id = await newFund(wujiang, 1_000n);
    await reserve(wujiang, id, 100n);
    const reservation = await reserve(town, id, 200n);
    await post(town, reservation);
    expect((await queries.entries(town, id, page())).items.map((entry) => entry.kind)).toEqual(['reserve', 'post']);
    expect((await queries.entries(wujiang, id, page())).items.map((entry) => entry.kind)).toEqual(['contribution', 'reserve', 'reserve', 'post']);
    expect(await balances(id)).toEqual([1_000n, 700n, 100n, 200n]);
  });

  it('ends in a set, all or none', async () => {
    const id = await newFund(wujiang, 1_000n);
    const made = [await reserve(wujiang, id, 100n), await reserve(wujiang, id, 200n)];
    const postAll = (ids: string[]) => db.transactions.run(wujiang, (tx) => ledger.postAll(
      tx, ids.map((reservationId) => ({ reservationId, sourceId: newId() })), { sourceType: 'payment', businessDate: '2011-03-01' }));
    await expect(postAll([...made, newId()])).rejects.toMatchObject({ code: 'fund.reserve_unknown' });
    expect(await balances(id)).toEqual([1_000n, 700n, 300n, 0n]);
    await postAll(made);
    expect(await balances(id)).toEqual([1_000n, 700n, 0n, 300n]);
  });
});

describe('at the same moment', () => {
  it('20 reserves of one case make one, and 20 of many cases use the fund up and no more', async () => {
    const id = await newFund(wujiang, 1_000n);
    const sourceId = newId();
    const equal = await Promise.allSettled(Array.from({ length: 20 }, () => reserve(wujiang, id, 100n, sourceId)));
    expect(equal.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(equal.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(Array(19).fill('fund.already_reserved'));
    const many = await Promise.allSettled(Array.from({ length: 20 }, () => reserve(wujiang, id, 100n)));
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(new Set(many.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])))).toEqual(new Set(['fund.not_covered']));
    expect(await balances(id)).toEqual([1_000n, 0n, 1_000n, 0n]);
  });

  it('20 ends of one reserve make one', async () => {
    const id = await newFund(wujiang, 1_000n);
    const reservation = await reserve(wujiang, id, 100n);
    const ends = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => (at % 2 === 0
      ? post(wujiang, reservation) : db.transactions.run(wujiang, (tx) => ledger.release(tx, reservation, '2011-03-01')))));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [, available, reserved, paid] = await balances(id);
    expect([available! + paid!, reserved]).toEqual([1_000n, 0n]);
  });

  it('contributions, reserves and posts of two funds never deadlock', async () => {
    const funds = [await newFund(wujiang, 100_000n), await newFund(wujiang, 100_000n)];
    await Promise.all(Array.from({ length: 40 }, async (_, at) => {
      const [first, second] = at % 2 === 0 ? funds : [...funds].reverse();
      const reservation = await reserve(wujiang, first!, 10n);
      await contribute.execute(wujiang, { fundId: second!, amountFen: 10n, from: '某' });
      await post(wujiang, reservation);
    }));
    for (const fund of funds) expect(await balances(fund)).toEqual([100_200n, 100_000n, 0n, 200n]);
  });
});

describe('the database itself', () => {
  const asApplication = (sql: string, values: unknown[] = []) => db.transactions.run(wujiang, (tx) => tx.affected(sql, values));

  it('lets the application write no balance and change no entry', async () => {
    const id = await newFund(wujiang, 1_000n);
    await expect(asApplication('UPDATE fund_accounts SET balance_fen = 5 WHERE fund_id = $1', [id])).rejects.toMatchObject({ code: '42501' });
    await expect(asApplication('DELETE FROM ledger_entries')).rejects.toMatchObject({ code: '42501' });
    await expect(db.owner.query('UPDATE ledger_entries SET amount_fen = 5 WHERE fund_id = $1', [id])).rejects.toMatchObject({ code: 'BF001' });
  });

  it('ends no reserve in another amount, fund or name', async () => {
    const id = await newFund(wujiang, 1_000n);
    const other = await newFund(wujiang, 1_000n);
    const reservation = await reserve(wujiang, id, 400n);
    const end = (fund: string, amountFen: number, beneficiary: string) => asApplication(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen,
         reservation_id, source_type, source_id, business_date) VALUES ($1, $2, $3, $4, 'post', 'reserved', 'paid', $5, $6, 'x', $1, '2011-03-01')`,
      [newId(), fund, wujiang.organizationId, beneficiary, amountFen, reservation]);
    await expect(end(id, 399, wujiang.organizationId)).rejects.toMatchObject({ code: 'BF003' });
    await expect(end(other, 400, wujiang.organizationId)).rejects.toMatchObject({ code: 'BF003' });
    await expect(end(id, 400, town.organizationId)).rejects.toMatchObject({ code: 'BF003' });
    expect(await end(id, 400, wujiang.organizationId)).toBe(1);
  });
});

describe('the list of entries', () => {
  it('pages by entry number', async () => {
    const id = await newFund();
    for (let at = 1; at <= 5; at += 1) await contribute.execute(wujiang, { fundId: id, amountFen: BigInt(at), from: '某' });
    const first = await queries.entries(wujiang, id, page({ limit: 3 }));
    const second = await queries.entries(wujiang, id, page({ limit: 3, cursor: first.nextCursor ?? '' }));
    expect([...first.items, ...second.items].map((entry) => entry.amountFen)).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(second.nextCursor).toBeNull();
  });
});

describe('the year of the funds', () => {
  it('adds up, agrees with its records, and is each branch\'s own', async () => {
    const clean = await freshDatabase();
    try {
      const make = new CreateFund(clean.transactions, new FundsRepository());
      const fill = new RecordContribution(clean.transactions, new FundsRepository(), new LedgerRepository(), clean.clock);
      const actors = [await clean.actor({ path: WUJIANG, roles: [] }), await clean.actor({ path: TAICANG, roles: [] })];
      for (const [at, actor] of actors.entries()) {
        const { id } = await make.execute(actor, { code: 'A', nameZh: '基金', purpose: 'general' });
        const run = async (date: string, amountFen: bigint) => {
          const reservation = await clean.transactions.run(actor, (tx) => ledger.reserve(tx, {
            fundId: id, amountFen, sourceType: 't', sourceId: newId(), beneficiaryOrganizationId: actor.organizationId, businessDate: date }));
          await clean.transactions.run(actor, (tx) => ledger.post(tx, reservation, { sourceType: 'p', sourceId: newId(), businessDate: date }));
        };
        for (const [date, amountFen] of [['2010-12-31', 5_000n], ['2011-01-01', 300n], ['2011-12-31', 200n], ['2012-01-01', 7n]] as const) {
          clean.clock.set(date);
          await fill.execute(actor, { fundId: id, amountFen: amountFen * BigInt(at + 1), from: '某' });
          await run(date, 10n);
        }
      }
      const read = async (path: string) => {
        const actor = await clean.actor({ path, roles: [] });
        return clean.transactions.read(actor, async (tx) => {
          const values = await indicators.values(tx, 2011);
          for (const { id } of indicators.indicators()) {
            let after: { date: string; recordId: string } | undefined;
            let sum = 0n;
            for (;;) {
              const records = await indicators.records(tx, id, 2011, after, 3);
              if (records.length === 0) break;
              sum += records.reduce((total, record) => total + (record.amountFen ?? 0n), 0n);
              after = records.at(-1);
            }
            expect({ id, sum }).toEqual({ id, sum: values.get(id) });
          }
          return ['R19_OPENING', 'R19_IN', 'R19_OUT', 'R19_CLOSING'].map((id) => values.get(id));
        });
      };
      expect(await read(WUJIANG)).toEqual([4_990n, 500n, 20n, 5_470n]);
      expect(await read(TAICANG)).toEqual([9_990n, 1_000n, 20n, 10_970n]);
      expect(await read(SUZHOU)).toEqual([14_980n, 1_500n, 40n, 16_440n]);
    } finally {
      await clean.drop();
    }
  });
});

describe('the proof', () => {
  it('finds nothing in a ledger that was only used, and an altered balance at once', async () => {
    const id = await newFund(wujiang, 1_000n);
    await reserve(wujiang, id, 100n);
    await post(wujiang, await reserve(wujiang, id, 200n));
    expect((await proveLedger(db.owner)).findings).toEqual([]);
    await db.owner.query(`UPDATE fund_accounts SET balance_fen = balance_fen + 1 WHERE fund_id = $1 AND account = 'available'`, [id]);
    expect((await proveLedger(db.owner)).findings).toEqual([
      { code: 'balance_differs', fundId: id, subject: 'available', expectedFen: 700n, foundFen: 701n }]);
    await db.owner.query(`UPDATE fund_accounts SET balance_fen = balance_fen - 1 WHERE fund_id = $1 AND account = 'available'`, [id]);
  });

  it('finds what an owner without triggers could do: a second end, another amount, a reserve taken away', async () => {
    const id = await newFund(wujiang, 1_000n);
    const [twice, smaller, gone] = [await reserve(wujiang, id, 100n), await reserve(wujiang, id, 50n), await reserve(wujiang, id, 30n)];
    for (const reservation of [twice, smaller, gone]) await post(wujiang, reservation);
    await db.owner.query(`SET session_replication_role = 'replica'`);
    await db.owner.query('DROP INDEX ledger_entries_one_end');
    await db.owner.query(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen, reservation_id,
         source_type, source_id, business_date) SELECT gen_random_uuid(), fund_id, organization_id, beneficiary_organization_id, 'release', 'reserved',
         'available', amount_fen, reservation_id, source_type, source_id, business_date FROM ledger_entries WHERE reservation_id = $1 AND kind = 'reserve'`, [twice]);
    await db.owner.query(`UPDATE ledger_entries SET amount_fen = 40 WHERE reservation_id = $1 AND kind = 'post'`, [smaller]);
    await db.owner.query(`DELETE FROM ledger_entries WHERE reservation_id = $1 AND kind = 'reserve'`, [gone]);
    await db.owner.query(`SET session_replication_role = 'origin'`);
    const { findings } = await proveLedger(db.owner);
    expect(findings.filter((finding) => finding.code !== 'balance_differs').map(({ code, subject }) => `${code} ${subject}`).sort()).toEqual([
      `end_of_other_amount ${smaller}`, `end_without_reserve ${gone}`, `reserve_ended_twice ${twice}`]);
    expect(findings.some((finding) => finding.code === 'balance_differs')).toBe(true);
  });
});
