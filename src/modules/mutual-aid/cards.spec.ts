import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { plansAndCardsOn, terms2011 } from './plans-and-cards.fixture.js';
import type { IssueOutcome } from './use-cases/issue-cards.js';

let db: TestDatabase;
let house: ReturnType<typeof plansAndCardsOn>;
let wujiang: Actor;
let suzhou: Actor;
let taicang: Actor;
let planId: string;

beforeAll(async () => {
  db = await freshDatabase();
  house = plansAndCardsOn(db);
  wujiang = await db.actor({ path: WUJIANG, roles: ['caseworker'] });
  suzhou = await db.actor({ path: SUZHOU, roles: ['caseworker'] });
  taicang = await db.actor({ path: TAICANG, roles: ['caseworker'] });
  planId = await house.newPlan(wujiang);
});
afterAll(() => db.drop());

const command = (changed: object = {}) => (
  { planId, nameZh: '城区环卫工人赠卡', occupationGroup: '环卫工人', gifted: true, validFrom: '2011-01-04', ...changed });
const newBatch = async (changed: object = {}, actor = wujiang): Promise<string> => (await house.createBatch.execute(actor, command(changed))).id;
const issue = (batchId: string, personIds: readonly string[], actor = wujiang): Promise<IssueOutcome[]> =>
  db.transactions.run(actor, (tx) => house.issueCards.issueSet(tx, batchId, personIds));
const cardsOf = async (batchId: string, actor = wujiang) => (await house.cardQueries.list(actor, { limit: 200, batchId })).items;
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await db.owner.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);

describe('a card batch', () => {
  it('takes the plan version in force on its first day', async () => {
    const plan = await house.newPlan(wujiang);
    await house.addVersion.execute(wujiang, plan, { terms: { ...terms2011, validFrom: '2011-07-01' }, illnessCatalogue: 'WUJIANG-2011' });
    const numberFor = async (validFrom: string) => (await house.batchQueries.findOrThrow(wujiang, await newBatch({ planId: plan, validFrom }))).planVersionNumber;
    expect([await numberFor('2011-06-30'), await numberFor('2011-07-01')]).toEqual([1, 2]);
    await expect(newBatch({ planId: plan, validFrom: '2010-12-31' })).rejects.toMatchObject({ code: 'card_batch.no_version' });
    await newBatch({ planId: plan, validFrom: '2021-01-04' });
    for (const validFrom of ['2021-01-05', '9999-12-31']) {
      await expect(newBatch({ planId: plan, validFrom })).rejects.toMatchObject({ code: 'card_batch.starts_too_late', details: { latest: '2021-01-04' } });
    }
    const old = await house.newPlan(wujiang, { validFrom: '0001-01-01' });
    await newBatch({ planId: old, validFrom: '2010-01-05' });
    for (const validFrom of ['2010-01-04', '0001-01-01']) {
      await expect(newBatch({ planId: old, validFrom })).rejects.toMatchObject({ code: 'card.term_over' });
    }
  });

  it('gives cards at once when it names people', async () => {
    const people = await house.newMembers(wujiang, 3);
    const made = await house.createBatch.execute(wujiang, command({ personIds: people }));
    expect(made.alreadyHeld).toBe(0);
    expect(await house.batchQueries.findOrThrow(wujiang, made.id)).toMatchObject({
      nameZh: '城区环卫工人赠卡', occupationGroup: '环卫工人', gifted: true, status: 'open', cardCount: 3, version: 1,
      organization: { nameZh: '吴江市总工会' } });
    const again = await house.createBatch.execute(wujiang, command({ personIds: people }));
    expect(again.alreadyHeld).toBe(3);
    expect(await cardsOf(again.id)).toEqual([]);
  });

  it('is refused as a whole when somebody can not have a card', async () => {
    const [known] = await house.newMembers(wujiang, 1);
    const [elsewhere] = await house.newMembers(taicang, 1);
    const before = await count('card_batches');
    await expect(house.createBatch.execute(wujiang, command({ personIds: [known, elsewhere, newId()] }))).rejects.toMatchObject({
      code: 'card_batch.holders_refused',
      details: { errors: [
        { field: 'personIds.1', code: 'card.holder_not_found' }, { field: 'personIds.2', code: 'card.holder_not_found' },
      ] } });
    expect(await count('card_batches')).toBe(before);
    expect(await count('cards WHERE person_id = $1', [known])).toBe(0);
  });

  it('belongs to the plan\'s branch', async () => {
    await expect(newBatch({}, taicang)).rejects.toMatchObject({ code: 'plan.not_found' });
    await expect(newBatch({}, suzhou)).rejects.toMatchObject({ code: 'card_batch.outside_plan' });
    const above = await house.newPlan(suzhou);
    const batch = await newBatch({ planId: above }, taicang);
    expect((await house.batchQueries.list(taicang, { limit: 200 })).items.map(({ id }) => id)).toEqual([batch]);
    await expect(house.batchQueries.findOrThrow(wujiang, batch)).rejects.toMatchObject({ code: 'card_batch.not_found' });
    expect((await house.batchQueries.list(suzhou, { limit: 200, planId: above })).items.map(({ id }) => id)).toEqual([batch]);
  });

  it('takes no card once it is closed', async () => {
    const batch = await newBatch();
    await expect(house.closeBatch.execute(wujiang, batch, 2)).rejects.toMatchObject({ code: 'version.stale' });
    await expect(house.closeBatch.execute(taicang, batch, 1)).rejects.toMatchObject({ code: 'card_batch.not_found' });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => house.closeBatch.execute(wujiang, batch, 1)));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await house.batchQueries.findOrThrow(wujiang, batch)).toMatchObject({ status: 'closed', version: 2 });
    await expect(house.closeBatch.execute(wujiang, batch, 2)).rejects.toMatchObject({ code: 'card_batch.not_open' });
    await expect(issue(batch, await house.newMembers(wujiang, 1))).rejects.toMatchObject({ code: 'card_batch.not_open' });
  });

  it('takes no card once the term of its cards is over', async () => {
    const batch = await newBatch();
    const people = await house.newMembers(wujiang, 1);
    db.clock.set('2012-01-03');
    expect((await issue(batch, people))[0]).toMatchObject({ known: false });
    db.clock.set('2012-01-04');
    await expect(issue(batch, await house.newMembers(wujiang, 1))).rejects.toMatchObject({ code: 'card.term_over', details: { validTo: '2012-01-03' } });
    db.clock.set('2011-01-04');
  });
});

describe('giving cards', () => {
  it('gives each person one, with number, term and first event', async () => {
    const batch = await newBatch();
    const people = await house.newMembers(wujiang, 3);
    const wanted = [people[2]!, people[0]!, people[1]!];
    const outcomes = await issue(batch, wanted);
    const cards = await cardsOf(batch);
    expect(cards.map(({ personId }) => personId)).toEqual(wanted);
    expect(outcomes).toEqual(cards.map(({ id, personId }) => ({ personId, cardId: id, known: false })));
    const serials = cards.map(({ cardNumber }) => Number(/^AXK2011-(\d{7})$/.exec(cardNumber)?.[1]));
    expect(serials).toEqual([serials[0], serials[0]! + 1, serials[0]! + 2]);
    expect(cards[0]).toMatchObject({
      batchId: batch, planId, gifted: true, issuedOn: '2011-01-04', validFrom: '2011-01-04', validTo: '2012-01-03', status: 'issued', state: 'active',
      holderName: expect.stringMatching(/^王\*+$/) as string, version: 1 });
    const { rows } = await db.owner.query<{ display_name: string }>('SELECT display_name FROM accounts WHERE id = $1', [wujiang.accountId]);
    expect((await house.cardQueries.findOrThrow(wujiang, cards[0]!.id)).history).toEqual([
      { event: 'issued', fromStatus: null, toStatus: 'issued', at: '2011-01-04T01:00:00.000Z', by: rows[0]?.display_name }]);
  });

  it('changes nothing the second time', async () => {
    const batch = await newBatch();
    const people = await house.newMembers(wujiang, 5);
    const first = await issue(batch, people);
    const second = await issue(batch, [...people, people[0]!]);
    expect(second).toEqual(first.map((outcome) => ({ ...outcome, known: true })));
    expect(await count('cards WHERE batch_id = $1', [batch])).toBe(5);
    expect(await count('card_events e JOIN cards c ON c.id = e.card_id WHERE c.batch_id = $1', [batch])).toBe(5);
  });

  it('gives the rest of a set in which some hold a card', async () => {
    const [first, second] = await house.newMembers(wujiang, 2);
    const before = await newBatch({ personIds: [first] });
    const held = (await cardsOf(before))[0]!.id;
    expect(await issue(await newBatch(), [first!, second!])).toEqual([
      { personId: first, cardId: held, known: true }, { personId: second, cardId: expect.any(String) as string, known: false }]);
  });

  it('makes room for the next term, and for another plan', async () => {
    const people = await house.newMembers(wujiang, 1);
    await newBatch({ personIds: people });
    expect((await issue(await newBatch({ validFrom: '2012-01-03' }), people))[0]).toMatchObject({ known: true });
    expect((await issue(await newBatch({ validFrom: '2012-01-04' }), people))[0]).toMatchObject({ known: false });
    expect((await issue(await newBatch({ planId: await house.newPlan(wujiang) }), people))[0]).toMatchObject({ known: false });
    const [earlier, later] = (await house.cardQueries.list(wujiang, { limit: 200, personId: people[0] })).items;
    expect([earlier?.state, later?.state]).toEqual(['active', 'not_yet']);
    db.clock.set('2012-01-04');
    expect((await house.cardQueries.findOrThrow(wujiang, earlier!.id)).state).toBe('expired');
    db.clock.set('2011-01-04');
  });

  it('gives one live card each when two batches race for the same people', async () => {
    const people = await house.newMembers(wujiang, 60);
    const batches = await Promise.all(Array.from({ length: 6 }, () => newBatch()));
    const results = await Promise.all(batches.map((batch, at) => issue(batch, at % 2 === 0 ? people : [...people].reverse())));
    const given = results.flat().filter((outcome) => 'known' in outcome && !outcome.known);
    expect(given).toHaveLength(60);
    expect(await count('cards WHERE person_id = ANY ($1)', [people])).toBe(60);
    const { rows } = await db.owner.query<{ id: string; person_id: string }>('SELECT id, person_id FROM cards WHERE person_id = ANY ($1)', [people]);
    const held = new Map(rows.map((row) => [row.person_id, row.id]));
    for (const outcome of results.flat()) expect(outcome).toMatchObject({ cardId: held.get(outcome.personId) });
    expect(await count('card_events e JOIN cards c ON c.id = e.card_id WHERE c.person_id = ANY ($1)', [people])).toBe(60);
  });

  it('passes over who holds a card of another branch, without showing it', async () => {
    const shared = await house.newPlan(suzhou);
    const [person] = await house.newMembers(taicang, 1);
    await newBatch({ planId: shared, personIds: [person] }, taicang);
    await db.owner.query(
      `INSERT INTO person_branches (person_id, organization_id, organization_path, because, since) VALUES ($1, $2, $3, 'member', '2011-01-04')`,
      [person, wujiang.organizationId, WUJIANG]);
    await db.owner.query(
      `INSERT INTO memberships (id, person_id, organization_id, organization_path, valid_from) VALUES ($1, $2, $3, $4, '2011-01-04')`,
      [newId(), person, wujiang.organizationId, WUJIANG]);
    expect(await issue(await newBatch({ planId: shared }), [person!])).toEqual([{ personId: person, cardId: null, known: true }]);
    expect(await count('cards WHERE person_id = $1', [person])).toBe(1);
  });

  it('holds the age on the first day against the plan version', async () => {
    const limited = await house.newPlan(wujiang, { minimumAge: 16, maximumAge: 60 });
    const batch = await newBatch({ planId: limited });
    const people = (await Promise.all(['1995-01-05', '1995-01-04', '1950-01-05', '1950-01-04'].map((birthDate) => house.newMembers(wujiang, 1, birthDate)))).flat();
    expect(await issue(batch, people)).toMatchObject([
      { refusal: { code: 'card.holder_age', details: { age: 15, minimum: 16, maximum: 60 } } }, { known: false }, { known: false },
      { refusal: { code: 'card.holder_age', details: { age: 61, minimum: 16, maximum: 60 } } }]);
  });

  it('takes members alone', async () => {
    const [member, left] = await house.newMembers(wujiang, 2);
    await db.owner.query(`UPDATE memberships SET valid_to = '2011-01-04' WHERE person_id = $1`, [left]);
    const batch = await newBatch();
    expect(await issue(batch, [left!])).toMatchObject([{ known: false }]);
    db.clock.set('2011-01-05');
    const another = await newBatch({ planId: await house.newPlan(wujiang) });
    expect(await issue(another, [member!, left!])).toMatchObject([{ known: false }, { refusal: { code: 'card.holder_not_found' } }]);
    db.clock.set('2011-01-04');
  });

  it('is refused for a batch out of sight', async () => {
    const batch = await newBatch();
    await expect(issue(batch, await house.newMembers(taicang, 1), taicang)).rejects.toMatchObject({ code: 'card_batch.not_found' });
  });
});

describe('cards', () => {
  it('are listed in pages, in the order in which they were given', async () => {
    const batch = await newBatch({ personIds: await house.newMembers(wujiang, 5) });
    const all = await cardsOf(batch);
    const first = await house.cardQueries.list(wujiang, { limit: 2, batchId: batch });
    const second = await house.cardQueries.list(wujiang, { limit: 2, batchId: batch, cursor: first.nextCursor! });
    const third = await house.cardQueries.list(wujiang, { limit: 2, batchId: batch, cursor: second.nextCursor! });
    expect([...first.items, ...second.items, ...third.items]).toEqual(all);
    expect(third.nextCursor).toBeNull();
  });

  it('are out of sight for a sister branch', async () => {
    const batch = await newBatch({ personIds: await house.newMembers(wujiang, 1) });
    const [card] = await cardsOf(batch);
    expect(await cardsOf(batch, taicang)).toEqual([]);
    await expect(house.cardQueries.findOrThrow(taicang, card!.id)).rejects.toMatchObject({ code: 'card.not_found' });
    expect((await house.cardQueries.findOrThrow(suzhou, card!.id)).history).toHaveLength(1);
  });
});
