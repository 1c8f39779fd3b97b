import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CardHolder } from '../../src/demo/cards-chapter.js';
import type { Claim } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import { diagnosedToday, newPerson, openOffice, paperOf, type Office, type Part } from '../support/cast.js';
import { addressOf, callerOf, operationsOf, type Operation } from './operations.js';
import { expectProblem, quiet, stateOf } from './problems.js';

let office: Office;
let operations: Operation[];
let batchId: string;
let holder: CardHolder;
const nowhere = '0194e5a0-7c00-7000-8000-00000000dead';

beforeAll(async () => {
  office = await openOffice();
  operations = await operationsOf(office.stage);
  const given = await office.giveCards(1);
  [batchId, holder] = [given.batchId, given.holders[0]!];
  await quiet(office.stage.database);
});
afterAll(() => office.close());

const count = async (table: string): Promise<number> => (await office.stage.database.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]!.n;
const claimBody = () => ({ cardId: holder.id, diagnosis: diagnosedToday, account: { payeeName: '赵小明', accountNumber: '6222021102000000011', bankName: '工商银行' } });
const version = (request: ReturnType<Office['as']>, tag: string) => request.set('If-Match', tag);

describe('a request sent twice with one key', () => {
  const twice: [string, Part, string, () => object, (body: Record<string, unknown>) => object][] = [
    ['memberships', 'caseworker', 'members', newPerson, (body) => ({ ...body, workplace: '环卫处' })],
    ['claims', 'caseworker', 'mutual-aid/claims', claimBody, (body) => ({ ...body, contactMobile: '13800000001' })],
    ['card_batches', 'caseworker', 'mutual-aid/card-batches', () => ({ planId: office.planId, nameZh: '赠卡', gifted: true, validFrom: '2011-01-04' }), (body) => ({ ...body, gifted: false })],
    ['funds', 'financeApprover', 'funds', () => ({ code: 'TWICE', nameZh: '基金', purpose: 'general' }), (body) => ({ ...body, nameZh: '另一基金' })],
    ['ledger_entries', 'cashier', 'funds/$fund/contributions', () => ({ amountFen: 100, from: '苏州市总工会' }), (body) => ({ ...body, amountFen: 101 })],
    ['accounts', 'administrator', 'accounts', () => ({
      username: 'wj.twice', displayName: '新同事', password: 'five-green-lanterns', organizationId: office.stage.database.organization('000000.320000.320500.320584.').id,
    }), (body) => ({ ...body, displayName: '另一人' })],
  ];

  it.each(twice)('makes one row in %s; other content under that key is refused', async (table, part, path, bodyOf, change) => {
    const send = (body: object, key: string): Promise<Response> =>
      office.as(part, 'post', path.replace('$fund', office.fundId)).set('Idempotency-Key', key).send(body).then((answer) => answer);
    const [key, body, before] = [newId(), bodyOf() as Record<string, unknown>, await count(table)];
    const first = await send(body, key);
    const again = await send(Object.fromEntries(Object.entries(body).reverse()), key); // the order of fields does not matter
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expectProblem(await send(change(body), key), { status: 409, code: 'idempotency.other_body' });
    expect(await count(table)).toBe(before + 1);
  });

  it('makes one document of a paper; another paper under that key is refused', async () => {
    const { id } = await office.cast.caseworker.created<Claim>('mutual-aid/claims', claimBody());
    const key = newId();
    const send = (text: string) => office.cast.caseworker.send('POST', `mutual-aid/claims/${id}/documents`, paperOf('id_copy', text), { key });
    const [first, again, other] = [await send('one'), await send('one'), await send('two')];
    expect([first.status, again.status, other.status, other.body['code']]).toEqual([201, 201, 409, 'idempotency.other_body']);
    expect(again.body['documents']).toEqual(first.body['documents']);
    expect((again.body['documents'] as object[]).length).toBe(1);
  });

  it('gets the same refusal, also when the reason for it has gone', async () => {
    const [key, person] = [newId(), newPerson()];
    const body = { cardId: nowhere, diagnosis: diagnosedToday, account: claimBody().account };
    const send = (content: object) => office.as('caseworker', 'post', 'mutual-aid/claims').set('Idempotency-Key', key).send(content);
    expectProblem(await send(body), { status: 404, code: 'claim.card_not_found' });
    expectProblem(await send(body), { status: 404, code: 'claim.card_not_found' });
    expectProblem(await send({ ...body, contactMobile: '13800000001' }), { status: 409, code: 'idempotency.other_body' });
    const wrong = { ...person, idNumber: person.idNumber.slice(0, 17) };
    const sendPerson = (content: object) => office.as('caseworker', 'post', 'members').set('Idempotency-Key', key).send(content); // another route, another key
    expectProblem(await sendPerson(wrong), { status: 400, code: 'request.invalid', field: 'idNumber' });
  });

  it('is one person\'s: another person may use the same key', async () => {
    const key = newId();
    const other = await office.hire('wj.caseworker.2', '000000.320000.320500.320584.', 'caseworker');
    const send = (token: string) => office.stage.request('post', 'members', token).set('Idempotency-Key', key).send(newPerson());
    const [first, second] = [await send(office.tokens.caseworker).expect(201), await send(other.token).expect(201)];
    expect((first.body as { id: string }).id).not.toBe((second.body as { id: string }).id);
  });
});

describe('keys and versions that are missing or none', () => {
  let before: Record<string, string>;
  beforeEach(async () => (before = await stateOf(office.stage.database)));
  afterEach(async () => expect(await stateOf(office.stage.database)).toEqual(before));

  it('every route that asks for a key refuses to go without one', async () => {
    const keyed = operations.filter(({ needsKey }) => needsKey);
    expect(keyed.length).toBeGreaterThan(15);
    for (const operation of keyed) {
      const request = office.stage.request(operation.method, addressOf(operation, nowhere), office.tokens[callerOf(operation)]).unset('Idempotency-Key');
      if (operation.needsVersion) void request.set('If-Match', '"1"');
      expectProblem(await (operation.takesUpload ? request : request.send(operation.body)), { status: 428, code: 'request.idempotency_key_required' });
    }
  });

  it.each(['', ' ', 'a b', 'x'.repeat(201)])('the key "%s" is none', async (key) => {
    const answer = await office.as('caseworker', 'post', 'members').set('Idempotency-Key', key).send(newPerson());
    expectProblem(answer, { status: 400, code: 'request.idempotency_key_malformed' });
  });

  it('every route that asks for a version refuses to go without one', async () => {
    const versioned = operations.filter(({ needsVersion }) => needsVersion);
    expect(versioned.length).toBeGreaterThan(8);
    for (const operation of versioned) {
      const request = office.stage.request(operation.method, addressOf(operation, nowhere), office.tokens[callerOf(operation)]);
      expectProblem(await request.send(operation.body), { status: 428, code: 'request.version_required' });
    }
  });

  it.each(['*', 'W/"1"', '"0"', '"-1"', '"1", "2"', '"x"', '1.0', '99999999999', '""', '2147483648'])('the version %s is none', async (tag) => {
    expectProblem(await version(office.as('caseworker', 'patch', `members/${holder.personId}`), tag).send({ workplace: '环卫处' }), { status: 400, code: 'request.version_malformed' });
  });
});

describe('a version that is stale', () => {
  it('is refused on every kind of record, and changes nothing', async () => {
    const claim = await office.cast.caseworker.created<Claim>('mutual-aid/claims', claimBody());
    await office.cast.caseworker.expect(200, 'PATCH', `mutual-aid/claims/${claim.id}`, { contactMobile: '13800000001' }, { version: claim.version });
    const inReview = await office.claimInFinalReview(holder);
    const { id: accountId } = await office.hire('wj.stale', '000000.320000.320500.320584.', 'counsellor');
    const { id: townId } = await office.cast.administrator.created<{ id: string }>('organizations', {
      parentId: office.stage.database.organization('000000.320000.320500.320584.').id, code: '777', nameZh: '松陵镇总工会', level: 'town', validFrom: '2011-01-04',
    });
    await quiet(office.stage.database);
    const before = await stateOf(office.stage.database);
    const stale: [Part, 'patch' | 'post' | 'delete', string, object][] = [
      ['caseworker', 'patch', `members/${holder.personId}`, { workplace: '环卫处' }],
      ['caseworker', 'patch', `mutual-aid/claims/${claim.id}`, { contactMobile: null }],
      ['caseworker', 'post', `mutual-aid/claims/${claim.id}/submission`, {}],
      ['caseworker', 'post', `mutual-aid/card-batches/${batchId}/closing`, {}],
      ['approver', 'post', `review-tasks/${inReview.task.id}/decision`, { outcome: 'endorse', comment: '同意' }],
      ['administrator', 'patch', `accounts/${accountId}`, { displayName: '另一人' }],
      ['administrator', 'patch', `organizations/${townId}`, { nameZh: '松陵总工会' }],
    ];
    for (const [part, method, path, body] of stale) {
      const answer = await version(office.as(part, method, path), '"99"').send(body);
      expect({ path, status: answer.status }).toEqual({ path, status: 412 });
      expectProblem(answer, { status: 412, code: 'version.stale' });
    }
    expectProblem(await version(office.as('caseworker', 'patch', `mutual-aid/claims/${claim.id}`), `"${claim.version}"`).send({ contactMobile: null }), { status: 412, code: 'version.stale' });
    expect(await stateOf(office.stage.database)).toEqual(before);
  });

  it('of a payable is refused, and nothing is paid', async () => {
    const { holders } = await office.giveCards(1);
    const { payable } = await office.approvedClaim(holders[0]!);
    const before = await stateOf(office.stage.database);
    const answer = await version(office.as('cashier', 'post', `payables/${payable.id}/direct-payments`), '"99"').send({ method: 'bank', bankReference: 'ICBC-1234' });
    expectProblem(answer, { status: 412, code: 'version.stale' });
    expect(await stateOf(office.stage.database)).toEqual(before);
  });
});
