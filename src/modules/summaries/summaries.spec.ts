import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { IndicatorSources, type IndicatorSource } from '../../platform/indicators/indicator-sources.js';
import { FundIndicators } from '../funds/funds.indicators.js';
import { FundStatements } from '../funds/public/fund-statements.js';
import { MutualAidIndicators } from '../mutual-aid/mutual-aid.indicators.js';
import { OrganizationRepository } from '../organizations/organizations.repository.js';
import { Organizations } from '../organizations/public/organizations.js';
import { SummaryQueries } from './summaries.queries.js';

let db: TestDatabase;
let queries: SummaryQueries;
let sources: IndicatorSources;
const analyst = new Map<string, Actor>();

interface Card { path: string; gifted?: boolean; issuedOn?: string; validFrom?: string; validTo?: string; status?: string }
interface Claim { path: string; status?: string; paidOn: string | null; benefitFen?: number }

/** Rows are made without triggers and foreign keys: figures look at cards and claims alone. */
async function addPerson(path: string): Promise<string> {
  const id = newId();
  await db.owner.query(`INSERT INTO people (id, name, id_type, id_number, id_number_index, sex, birth_date) VALUES ($1, '张三丰', 'resident_id', '\\x00', $2, 'male', '1976-03-15')`, [id, Buffer.from(id)]);
  await db.owner.query(`INSERT INTO person_branches (person_id, organization_id, organization_path, because, since) VALUES ($1, $2, $3, 'member', '2011-01-04')`, [id, db.organization(path).id, path]);
  return id;
}

async function addCard({ path, gifted = true, issuedOn = '2011-01-10', validFrom = issuedOn, validTo = '2011-12-31', status = 'issued' }: Card): Promise<void> {
  await db.owner.query(
    `INSERT INTO cards (id, card_number, person_id, batch_id, plan_id, plan_version_id, organization_id, organization_path, gifted, issued_on, valid_from, valid_to, status)
     VALUES ($1, $2, $3, $1, $1, $1, $4, $5, $6, $7, $8, $9, $10)`,
    [newId(), `C-${newId().slice(-12)}`, await addPerson(path), db.organization(path).id, path, gifted, issuedOn, validFrom, validTo, status]);
}

async function addClaim({ path, status = 'paid', paidOn, benefitFen = 1_000_000 }: Claim): Promise<void> {
  await db.owner.query(
    `INSERT INTO claims (id, claim_number, organization_id, organization_path, person_id, card_id, plan_id, plan_version_id, icd10_code, diagnosed_on, hospital_name,
       hospital_grade, payee_name, account_number, account_number_index, bank_name, status, benefit_fen, paid_on)
     VALUES ($1, $2, $3, $4, $5, $1, $1, $1, '\\x00', '2011-03-01', '医院', 3, '张三丰', '\\x00', '\\x00', '银行', $6, $7, $8)`,
    [newId(), `S-${newId().slice(-12)}`, db.organization(path).id, path, await addPerson(path), status, benefitFen, paidOn]);
}

beforeAll(async () => {
  db = await freshDatabase();
  sources = new IndicatorSources();
  new FundIndicators(sources, new FundStatements()).onModuleInit();
  new MutualAidIndicators(sources).onModuleInit();
  queries = new SummaryQueries(db.transactions, new Organizations(new OrganizationRepository()), sources);
  for (const path of [SUZHOU, WUJIANG, TAICANG]) analyst.set(path, await db.actor({ path, roles: ['analyst'] }));
  await db.owner.query(`SET session_replication_role = 'replica'`);
  for (let at = 0; at < 7; at += 1) await addCard({ path: WUJIANG });
  await addCard({ path: WUJIANG, status: 'used' });
  await addCard({ path: WUJIANG, status: 'void' });
  await addCard({ path: WUJIANG, status: 'lost' });
  await addCard({ path: WUJIANG, gifted: false });
  await addCard({ path: WUJIANG, issuedOn: '2010-12-31', validTo: '2011-01-01' });
  await addCard({ path: WUJIANG, issuedOn: '2011-12-31', validFrom: '2012-01-01', validTo: '2012-12-31' });
  await addCard({ path: WUJIANG, issuedOn: '2010-01-01', validTo: '2010-12-31' });
  await addCard({ path: TAICANG });
  await addClaim({ path: WUJIANG, paidOn: '2011-01-01' });
  await addClaim({ path: WUJIANG, paidOn: '2011-12-31', benefitFen: 5 });
  await addClaim({ path: WUJIANG, paidOn: '2010-12-31' });
  await addClaim({ path: WUJIANG, paidOn: '2012-01-01' });
  await addClaim({ path: WUJIANG, paidOn: '2011-06-01', status: 'reversed' });
  await addClaim({ path: WUJIANG, paidOn: null, status: 'approved' });
  await addClaim({ path: TAICANG, paidOn: '2011-06-01' });
  await db.owner.query(`SET session_replication_role = 'origin'`);
  await addFund(WUJIANG);
  await addFund(TAICANG);
});
afterAll(() => db.drop());

async function addFund(path: string): Promise<void> {
  const { id: organization } = db.organization(path);
  const fund = newId();
  await db.owner.query(`INSERT INTO funds (id, organization_id, organization_path, code, name_zh, purpose) VALUES ($1, $2, $3, 'A', '基金', 'general')`, [fund, organization, path]);
  for (const [date, amountFen] of [['2010-05-01', 3_000_000], ['2011-05-01', 60_000_000], ['2012-05-01', 7]] as const) {
    await db.owner.query(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen, source_type, source_id, contributor, business_date)
       VALUES ($1, $2, $3, $3, 'contribution', 'contributions', 'available', $4, 'contribution', $1, '某', $5)`, [newId(), fund, organization, amountFen, date]);
  }
  const reservation = newId();
  for (const [kind, from, to] of [['reserve', 'available', 'reserved'], ['post', 'reserved', 'paid']] as const) {
    await db.owner.query(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen, reservation_id, source_type, source_id, business_date)
       VALUES ($1, $2, $3, $3, $4, $5, $6, 1000000, $7, 'claim', $1, '2011-06-01')`, [newId(), fund, organization, kind, from, to, reservation]);
  }
}

const as = (path: string): Actor => {
  const actor = analyst.get(path);
  if (!actor) throw new Error('no such analyst');
  return actor;
};
const figures = async (path: string, year: number, organizationId?: string): Promise<Record<string, string>> =>
  Object.fromEntries((await queries.year(as(path), year, organizationId)).indicators.map(({ id, display }) => [id, display]));

describe('the year in figures', () => {
  it('counts what belongs to the year and the branch', async () => {
    expect(await figures(WUJIANG, 2011)).toEqual({
      R17_IN_FORCE: '10', R17_GIFTED: '9', R18_COUNT: '2', R18_AMOUNT: '¥10,000.05',
      R19_OPENING: '¥30,000.00', R19_IN: '¥600,000.00', R19_OUT: '¥10,000.00', R19_CLOSING: '¥620,000.00' });
    expect(await figures(SUZHOU, 2011)).toMatchObject({ R17_IN_FORCE: '11', R17_GIFTED: '10', R18_COUNT: '3', R18_AMOUNT: '¥20,000.05', R19_CLOSING: '¥1,240,000.00' });
    expect(await figures(TAICANG, 2010)).toMatchObject({ R17_GIFTED: '0', R18_COUNT: '0', R19_OPENING: '¥0.00', R19_IN: '¥30,000.00', R19_CLOSING: '¥30,000.00' });
  });

  it('is narrowed to an organization below, and knows none beside or above', async () => {
    expect(await figures(SUZHOU, 2011, db.organization(WUJIANG).id)).toEqual(await figures(WUJIANG, 2011));
    for (const elsewhere of [db.organization(TAICANG).id, db.organization(SUZHOU).id, newId()]) {
      await expect(queries.year(as(WUJIANG), 2011, elsewhere)).rejects.toMatchObject({ code: 'organizations.not_found' });
      await expect(queries.records(as(WUJIANG), 2011, 'R18_COUNT', { limit: 5, organizationId: elsewhere })).rejects.toMatchObject({ code: 'organizations.not_found' });
    }
  });

  it('gives money in fen and counts as they are, in order', async () => {
    const { indicators, organization, year } = await queries.year(as(WUJIANG), 2011);
    expect([year, organization.nameZh, indicators.map(({ id }) => id)]).toEqual([2011, '吴江市总工会',
      ['R17_IN_FORCE', 'R17_GIFTED', 'R18_COUNT', 'R18_AMOUNT', 'R19_OPENING', 'R19_IN', 'R19_OUT', 'R19_CLOSING']]);
    expect(indicators.find(({ id }) => id === 'R18_AMOUNT')).toMatchObject({ unit: 'fen', valueFen: 1_000_005n });
    expect(indicators.find(({ id }) => id === 'R18_COUNT')).toMatchObject({ unit: 'person_times', value: 2n });
  });

  it.each([WUJIANG, TAICANG, SUZHOU].flatMap((path) => [2009, 2010, 2011, 2012, 2013].map((year) => [path, year] as const)))(
    'of %s in %i agrees with the records behind every figure', async (path, year) => {
      for (const { id, unit, value, valueFen } of (await queries.year(as(path), year)).indicators) {
        const seen: string[] = [];
        let sumFen = 0n;
        let cursor: string | undefined;
        do {
          const page = await queries.records(as(path), year, id, { limit: 3, ...(cursor ? { cursor } : {}) });
          seen.push(...page.items.map((record) => record.recordId));
          sumFen += page.items.reduce((sum, record) => sum + (record.amountFen ?? 0n), 0n);
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        expect({ id, records: new Set(seen).size }).toEqual({ id, records: seen.length });
        expect({ id, figure: unit === 'fen' ? sumFen : BigInt(seen.length) }).toEqual({ id, figure: unit === 'fen' ? valueFen : value });
      }
    });

  it('lists records masked, with their numbers', async () => {
    const { items } = await queries.records(as(WUJIANG), 2011, 'R18_AMOUNT', { limit: 50 });
    expect(items).toMatchObject([{ recordType: 'claim', date: '2011-01-01', amountFen: 1_000_000n }, { date: '2011-12-31', amountFen: 5n }]);
    for (const { label } of items) expect(label).toMatch(/^S-\w{12} 张\*\*$/);
    await expect(queries.records(as(WUJIANG), 2011, 'R99', { limit: 5 })).rejects.toMatchObject({ code: 'summary.indicator_unknown' });
    await expect(queries.records(as(WUJIANG), 2011, 'R18_COUNT', { limit: 5, cursor: 'WzFd' })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('the registry of figures', () => {
  const source = (id: string, values: ReadonlyMap<string, bigint>): IndicatorSource => ({
    indicators: () => [{ id, nameZh: '数', nameEn: 'number', unit: 'times', order: 1 }], values: async () => values, records: async () => [] });

  it('takes one owner a figure', () => {
    const registry = new IndicatorSources();
    registry.join(source('A', new Map()));
    expect(() => registry.join(source('A', new Map()))).toThrow('Indicator A has two owners');
  });

  it('lets no source leave a figure out', async () => {
    const registry = new IndicatorSources();
    registry.join(source('A', new Map([['B', 1n]])));
    await expect(db.transactions.read(as(WUJIANG), (tx) => registry.values(tx, 2011))).rejects.toThrow('Nobody gave a value for indicator A');
  });
});
