import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import { plansAndCardsOn, terms2011 } from './plans-and-cards.fixture.js';
import { copyOfCatalogue } from './rules/plan-illnesses.js';
import { matchIllness } from './rules/illness-match.js';

let db: TestDatabase;
let house: ReturnType<typeof plansAndCardsOn>;
let wujiang: Actor;
let suzhou: Actor;
let taicang: Actor;

beforeAll(async () => {
  db = await freshDatabase();
  house = plansAndCardsOn(db);
  wujiang = await db.actor({ path: WUJIANG, roles: ['financeApprover'] });
  suzhou = await db.actor({ path: SUZHOU, roles: ['financeApprover'] });
  taicang = await db.actor({ path: TAICANG, roles: ['financeApprover'] });
});
afterAll(() => db.drop());

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await db.owner.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);

describe('a new plan', () => {
  it('has its first version with exactly 14 illnesses, two of them from the bulletin', async () => {
    const id = await house.newPlan(wujiang);
    const plan = await house.planQueries.findOrThrow(wujiang, id);
    expect(plan).toMatchObject({
      organization: { id: wujiang.organizationId, nameZh: '吴江市总工会' }, version: 1,
      current: { number: 1, inForce: true, benefitFen: 1_000_000, illnessCount: 14, waitingDays: 0, validFrom: '2011-01-01', validTo: null } });
    expect(plan.versions).toHaveLength(1);
    const list = await house.planQueries.illnesses(wujiang, id, undefined);
    expect(list).toMatchObject({ versionNumber: 1, nextCursor: null });
    expect(list.items.map(({ no, origin }) => `${no} ${origin}`)).toEqual(
      Array.from({ length: 14 }, (_one, at) => `${at + 1} ${at < 2 ? 'bulletin' : 'default'}`));
    expect(list.items[1]).toMatchObject({
      code: 'LEUKAEMIA', nameZh: '白血病', nameEn: 'Leukemia', active: true, icd10Ranges: ['C91-C95'],
      excluded: [{ range: 'C91.1', reason: 'chronic_lymphocytic', zh: expect.stringContaining('慢性') as string, en: expect.stringContaining('Chronic') as string }] });
    expect(list.notCovered.map(({ range }) => range)).toEqual(['C77-C79', 'D00-D09', 'C44', 'C91.1']);
  });

  it('keeps its illnesses in the shape that matching reads', async () => {
    const id = await house.newPlan(wujiang);
    const { rows } = await db.owner.query(
      `SELECT i.no, i.code, i.active, i.rule, v.not_covered FROM plan_illnesses i JOIN plan_versions v ON v.id = i.plan_version_id WHERE v.plan_id = $1 ORDER BY i.no`, [id]);
    const catalogue = { entries: rows.map(({ no, code, active, rule }) => ({ no, code, active, ...rule })), notCovered: rows[0].not_covered };
    expect(matchIllness(catalogue, 'C92.0', '41.0').matches.map(({ no }) => no)).toEqual([6, 2]);
    expect(matchIllness(catalogue, 'C78.0').notCoveredReason).toBe('secondary');
    expect(matchIllness(catalogue, 'C91.1').notCoveredReason).toBe('chronic_lymphocytic');
  });

  it('keeps its copy when the reference catalogue changes', async () => {
    await db.owner.query(
      `INSERT INTO illness_catalogues SELECT 'CHANGING', name_zh, content FROM illness_catalogues WHERE code = 'WUJIANG-2011'`);
    const { id } = await house.createPlan.execute(wujiang, await house.planCommand(wujiang, { illnessCatalogue: 'CHANGING' }));
    const before = await house.planQueries.illnesses(wujiang, id, 1);
    await db.owner.query(`UPDATE illness_catalogues SET content = jsonb_set(content, '{entries,0,nameZh}', '"改名"') WHERE code = 'CHANGING'`);
    expect(await house.planQueries.illnesses(wujiang, id, 1)).toEqual(before);
  });

  it('is read from below its owner and above it, not by a sister branch', async () => {
    const id = await house.newPlan(suzhou);
    expect((await house.planQueries.findOrThrow(wujiang, id)).organization.nameZh).toBe('苏州市总工会');
    expect((await house.planQueries.illnesses(taicang, id, undefined)).items).toHaveLength(14);
    const own = await house.newPlan(wujiang);
    expect((await house.planQueries.findOrThrow(suzhou, own)).id).toBe(own);
    await expect(house.planQueries.findOrThrow(taicang, own)).rejects.toMatchObject({ code: 'plan.not_found' });
    await expect(house.planQueries.illnesses(taicang, own, undefined)).rejects.toMatchObject({ code: 'plan.not_found' });
    const listed = await house.planQueries.list(taicang, { limit: 200 });
    expect(listed.items.map((plan) => plan.id)).toEqual([id]);
    expect(listed.items[0]).toMatchObject({ current: { number: 1, illnessCount: 14 } });
  });

  it('is made once for one Idempotency-Key, and its code stands once in an organization', async () => {
    const command = await house.planCommand(wujiang);
    const actor = { ...wujiang, idempotency: { key: 'p1', method: 'POST', route: '/mutual-aid/plans', bodyDigest: Buffer.from('x') } };
    const first = await house.createPlan.execute(actor, command);
    expect(await house.createPlan.execute(actor, command)).toEqual(first);
    await expect(house.createPlan.execute(wujiang, command)).rejects.toMatchObject({ code: 'plan.code_taken' });
    await house.createPlan.execute(taicang, { ...command, fundId: await house.fund(taicang) });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a fund of a sister branch', async () => house.createPlan.execute(taicang, await house.planCommand(taicang, {}, { fundId: await house.fund(wujiang) })), 'plan.fund_not_found'],
    ['a fund below the plan', async () => house.createPlan.execute(suzhou, await house.planCommand(suzhou, {}, { fundId: await house.fund(wujiang) })), 'plan.fund_not_found'],
    ['a fund that does not exist', async () => house.createPlan.execute(wujiang, await house.planCommand(wujiang, {}, { fundId: newId() })), 'plan.fund_not_found'],
    ['a fund of another purpose', async () => house.createPlan.execute(wujiang, await house.planCommand(wujiang, {}, { fundId: await house.fund(wujiang, 'consolation') })), 'plan.fund_of_other_purpose'],
    ['an unknown catalogue', async () => house.createPlan.execute(wujiang, await house.planCommand(wujiang, { illnessCatalogue: 'NONE' })), 'plan.catalogue_unknown'],
    ['an end before the start', async () => house.createPlan.execute(wujiang, await house.planCommand(wujiang, { terms: { ...terms2011, validTo: '2010-12-31' } })), 'plan.version_invalid'],
  ])('is refused with %s, and nothing is left', async (_case, make, code) => {
    const before = await count('mutual_aid_plans');
    await expect(make()).rejects.toMatchObject({ code });
    expect(await count('mutual_aid_plans')).toBe(before);
  });

  it('takes a fund above it', async () => {
    const { id } = await house.createPlan.execute(wujiang, await house.planCommand(wujiang, {}, { fundId: await house.fund(suzhou) }));
    expect((await house.planQueries.findOrThrow(wujiang, id)).organization.nameZh).toBe('吴江市总工会');
  });
});

describe('a list of 13 illnesses', () => {
  it.each([
    ['one is missing', `content #- '{entries,13}'`],
    ['one is not active', `jsonb_set(content, '{entries,13,active}', 'false')`],
    ['there are 15', `jsonb_set(content, '{entries,14}', content -> 'entries' -> 13 || '{"no": 15, "code": "X", "icd10Ranges": ["Z00"]}')`],
    ['two overlap', `jsonb_set(content, '{entries,13,icd10Ranges}', '["C91"]')`],
    ['a reason has no sentence', `content #- '{reasons,in_situ}'`],
  ])('is refused by the rule: %s', async (_case, change) => {
    const code = `BAD-${(newId()).slice(-12).toUpperCase()}`;
    await db.owner.query(`INSERT INTO illness_catalogues SELECT $1, name_zh, ${change} FROM illness_catalogues WHERE code = 'WUJIANG-2011'`, [code]);
    const before = await count('plan_versions');
    await expect(house.createPlan.execute(wujiang, await house.planCommand(wujiang, { illnessCatalogue: code }))).rejects.toMatchObject({ code: 'plan.catalogue_unsound' });
    expect(await count('plan_versions')).toBe(before);
  });

  it('is refused by the database too, whatever the code does', async () => {
    const planId = await house.newPlan(wujiang);
    const { rows } = await db.owner.query(`SELECT content FROM illness_catalogues WHERE code = 'WUJIANG-2011'`);
    const copy = copyOfCatalogue(rows[0].content);
    const version = { ...terms2011, id: newId(), number: 2, validFrom: '2012-01-01', illnessCount: 14, ...copy };
    const plan = { id: planId, organizationPath: WUJIANG };
    const write = (illnesses: typeof copy.illnesses) =>
      db.transactions.run(wujiang, (tx) => house.plans.addVersion(tx, plan, { ...version, illnesses }));
    await expect(write(copy.illnesses.slice(0, 13))).rejects.toMatchObject({ code: 'plan.catalogue_unsound' });
    await expect(write([])).rejects.toBeInstanceOf(Refused);
    expect(await count('plan_versions WHERE plan_id = $1', [planId])).toBe(1);
    await write(copy.illnesses);
    expect(await count('plan_versions WHERE plan_id = $1', [planId])).toBe(2);
    const later = db.owner.query(
      `INSERT INTO plan_illnesses (id, plan_version_id, organization_path, no, code, name_zh, name_en, rule, evidence_zh, evidence_en, origin)
       VALUES ($1, $2, $3, 15, 'LATE', '迟', 'Late', '{}', '', '', 'default')`, [newId(), version.id, WUJIANG]);
    await expect(later).rejects.toMatchObject({ code: 'BF004' });
  });
});

describe('a further version', () => {
  it('starts later than the last one, and leaves the earlier ones as they are', async () => {
    const id = await house.newPlan(wujiang);
    const before = (await house.planQueries.findOrThrow(wujiang, id)).versions[0];
    const command = { terms: { ...terms2011, validFrom: '2012-01-01', waitingDays: 30, minimumAge: 16, maximumAge: 60 }, illnessCatalogue: 'WUJIANG-2011' };
    await house.addVersion.execute(wujiang, id, command);
    const plan = await house.planQueries.findOrThrow(wujiang, id);
    expect(plan.version).toBe(2);
    expect(plan.versions[0]).toEqual(before);
    expect(plan.versions[1]).toMatchObject({ number: 2, validFrom: '2012-01-01', waitingDays: 30, minimumAge: 16, maximumAge: 60, inForce: false });
    expect(plan.current?.number).toBe(1);
    expect((await house.planQueries.illnesses(wujiang, id, 2)).versionNumber).toBe(2);
    await expect(house.planQueries.illnesses(wujiang, id, 3)).rejects.toMatchObject({ code: 'plan.version_not_found' });
    for (const validFrom of ['2012-01-01', '2011-12-31']) {
      await expect(house.addVersion.execute(wujiang, id, { ...command, terms: { ...command.terms, validFrom } }))
        .rejects.toMatchObject({ code: 'plan.version_not_later', details: { lastValidFrom: '2012-01-01' } });
    }
  });

  it('counts from its first day', async () => {
    const id = await house.newPlan(taicang);
    await house.addVersion.execute(taicang, id, { terms: { ...terms2011, validFrom: '2011-02-01', validTo: '2011-02-28' }, illnessCatalogue: 'WUJIANG-2011' });
    const current = async (date: string) => {
      db.clock.set(date);
      return (await house.planQueries.findOrThrow(taicang, id)).current?.number ?? null;
    };
    expect([await current('2011-01-31'), await current('2011-02-01'), await current('2011-02-28'), await current('2011-03-01')]).toEqual([1, 2, 2, null]);
    await expect(house.planQueries.illnesses(taicang, id, undefined)).rejects.toMatchObject({ code: 'plan.version_not_found' });
    db.clock.set('2011-01-04');
  });

  it('is written by the owner\'s branch alone', async () => {
    const id = await house.newPlan(suzhou);
    const command = { terms: { ...terms2011, validFrom: '2012-01-01' }, illnessCatalogue: 'WUJIANG-2011' };
    await expect(house.addVersion.execute(wujiang, id, command)).rejects.toMatchObject({ code: 'plan.of_other_branch' });
    await expect(house.addVersion.execute(taicang, await house.newPlan(wujiang), command)).rejects.toMatchObject({ code: 'plan.not_found' });
    const below = await house.newPlan(wujiang);
    await house.addVersion.execute(suzhou, below, command);
    expect((await house.planQueries.findOrThrow(wujiang, below)).versions).toHaveLength(2);
  });

  it('gets one number, also when many are added at once', async () => {
    const id = await house.newPlan(wujiang);
    const command = { terms: { ...terms2011, validFrom: '2012-01-01' }, illnessCatalogue: 'WUJIANG-2011' };
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => house.addVersion.execute(wujiang, id, command)));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Refused).code] : []))).toEqual(Array(7).fill('plan.version_not_later'));
    expect((await house.planQueries.findOrThrow(wujiang, id)).versions.map(({ number }) => number)).toEqual([1, 2]);
  });
});
