import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Versioned } from '../../src/demo/answers.js';
import type { CardHolder } from '../../src/demo/cards-chapter.js';
import { storyPassword } from '../../src/demo/cast.js';
import { type Claim, endorse, type Task } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import { permissionsOf, type Role } from '../../src/modules/identity/rules/permissions.js';
import { diagnosedToday, lease, openOffice, paperOf, signIn, type Desk, type Office, type Part } from '../support/cast.js';
import { SUZHOU, TAICANG, WUJIANG } from '../support/database.js';
import { addressOf, operationsOf, type Operation } from './operations.js';
import { expectProblem, quiet, stateOf } from './problems.js';

const trade: Role[] = ['caseworker', 'reviewer', 'approver', 'cashier', 'financeApprover', 'analyst'];
const roleOf: Record<Part, Role> = {
  administrator: 'administrator', caseworker: 'caseworker', reviewer: 'reviewer', approver: 'approver', cashier: 'cashier', financeApprover: 'financeApprover',
  analyst: 'analyst', suzhouApprover: 'approver', taicangCaseworker: 'caseworker',
};

let office: Office;
let operations: Operation[];
let holder: CardHolder;
/** One account with every role of the trade, in each of the two branches, and an administrator of Taicang. */
let wujiang: Desk;
let taicang: Desk;
let taicangAdministrator: Desk;
/** An id of Wujiang for each kind of record, by the beginning of its routes. */
let ids: Record<string, string>;
let claimDocumentId: string;

beforeAll(async () => {
  office = await openOffice();
  operations = await operationsOf(office.stage);
  wujiang = await office.hire('wj.everything', WUJIANG, ...trade);
  taicang = await office.hire('tc.everything', TAICANG, ...trade);
  taicangAdministrator = await office.hire('tc.administrator', TAICANG, 'administrator');
  const { batchId, holders } = await office.giveCards(4);
  holder = holders[0]!;
  const { claim, payable } = await office.approvedClaim(holder);
  const waiting = await office.claimInReview(holders[1]!);
  const { items: tasks } = await office.cast.reviewer.get<{ items: Task[] }>('review-tasks?status=open');
  const { documents } = await office.cast.caseworker.get<Claim & { documents: { id: string }[] }>(`mutual-aid/claims/${claim.id}`);
  claimDocumentId = documents[0]!.id;
  const imported = await office.cast.caseworker.created<{ id: string }>('imports', importForm());
  ids = {
    members: holder.personId, people: holder.personId, 'mutual-aid/claims': claim.id, 'mutual-aid/cards': holder.id, 'mutual-aid/card-batches': batchId,
    'mutual-aid/plans': office.planId, funds: office.fundId, payables: payable.id, imports: imported.id, accounts: wujiang.id,
    'review-tasks': tasks.find(({ subjectId }) => subjectId === waiting.id)!.id, organizations: office.stage.database.organization(WUJIANG).id,
  };
  await quiet(office.stage.database);
});
afterAll(() => office.close());

function importForm(): FormData {
  const form = new FormData();
  form.append('kind', 'members');
  form.append('file', new Blob([workbook]), 'a.xlsx');
  return form;
}
/** The smallest thing that is recognized as a workbook. */
const workbook = Buffer.from('UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAPAAAAeGwvd29ya2Jvb2sueG1sUEsBAhQAFAAAAAAAAAAhAAAAAAAAAAAAAAAAAA8AAAAAAAAAAAAAAAAAAAAAAHhsL3dvcmtib29rLnhtbFBLBQYAAAAAAQABAD0AAAAtAAAAAAA=', 'base64');

/** Sends a route's own example, or a paper where it takes an upload. */
async function call(operation: Operation, address: string, token: string, organizationId?: string): Promise<{ status: number; code: string }> {
  const body = operation.takesUpload ? uploadFor(operation) : operation.body === undefined ? undefined : JSON.stringify(operation.body);
  const answer = await fetch(`${office.stage.address}/api/v1/${address}`, {
    method: operation.method.toUpperCase(),
    headers: {
      Authorization: `Bearer ${token}`, ...(operation.needsKey ? { 'Idempotency-Key': newId() } : {}), ...(operation.needsVersion ? { 'If-Match': '"1"' } : {}),
      ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}), ...(organizationId ? { 'Organization-Id': organizationId } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return { status: answer.status, code: (JSON.parse(text || '{}') as { code?: string }).code ?? '' };
}
function uploadFor({ path }: Operation): FormData {
  const form = paperOf('id_copy');
  if (path.startsWith('payables')) form.delete('kind');
  return form;
}
const kindOf = ({ path }: Operation): string => path.slice(0, path.indexOf('/{'));

describe('the wrong role', () => {
  let before: Record<string, string>;
  beforeEach(async () => (before = await stateOf(office.stage.database)));
  afterEach(async () => expect(await stateOf(office.stage.database)).toEqual(before));

  it.each(Object.entries(roleOf) as [Part, Role][])('the %s is refused at every route that the role does not open', async (part, role) => {
    const mine = permissionsOf([role]);
    const closed = operations.filter(({ access }) => access !== 'public' && access !== 'signed-in' && !mine.has(access));
    expect(closed.length).toBeGreaterThan(15);
    const answers = [];
    for (const operation of closed) {
      const { status, code } = await call(operation, addressOf(operation, newId(), { id: ids[kindOf(operation)] ?? newId() }), office.tokens[part]);
      answers.push(`${operation.method} ${operation.path} ${status} ${code}`);
    }
    expect(answers).toEqual(closed.map(({ method, path }) => `${method} ${path} 403 access.permission_missing`));
  });

  it.each<[string, Part, string, string]>([
    ['registers a member', 'reviewer', 'post', 'members'], ['imports a roster', 'approver', 'post', 'imports'], ['gives cards', 'cashier', 'post', 'mutual-aid/card-batches'],
    ['files a claim', 'reviewer', 'post', 'mutual-aid/claims'], ['submits', 'approver', 'post', 'mutual-aid/claims/$claim/submission'],
    ['takes a task', 'caseworker', 'post', 'review-tasks/leases'], ['decides', 'caseworker', 'post', 'review-tasks/$task/decision'],
    ['decides', 'cashier', 'post', 'review-tasks/$task/decision'], ['pays', 'approver', 'post', 'payables/$payable/direct-payments'],
    ['pays', 'financeApprover', 'post', 'payables/$payable/direct-payments'], ['sees an account number', 'reviewer', 'post', 'payables/$payable/reveals'],
    ['sees a person', 'cashier', 'post', 'people/$person/reveals'], ['takes money in', 'financeApprover', 'post', 'funds/$fund/contributions'],
    ['changes a plan', 'cashier', 'post', 'mutual-aid/plans'], ['reads the figures', 'caseworker', 'get', 'summaries/2011'], ['makes an account', 'approver', 'post', 'accounts'],
    ['sees the claims', 'cashier', 'get', 'mutual-aid/claims'], ['sees the members', 'analyst', 'get', 'members'], ['sees the claims', 'administrator', 'get', 'mutual-aid/claims'],
  ])('%s: not the %s', async (_verb, part, method, path) => {
    const address = path.replace('$claim', ids['mutual-aid/claims']!).replace('$task', ids['review-tasks']!).replace('$payable', ids['payables']!)
      .replace('$person', ids['people']!).replace('$fund', office.fundId);
    const request = office.as(part, method as 'get' | 'post', address).set('If-Match', '"1"');
    expectProblem(await (method === 'get' ? request : request.send({})), { status: 403, code: 'access.permission_missing' });
  });
});

describe('one person in two parts of a case', () => {
  const fourEyes = (answer: { status: number; body: Record<string, unknown> }) => expect([answer.status, answer.body['code']]).toEqual([403, 'review.four_eyes']);
  const take = (taskId: string) => wujiang.colleague.send('POST', 'review-tasks/leases', { taskId });
  const openTask = async (claimId: string): Promise<Task> => {
    const { items } = await office.cast.reviewer.get<{ items: Task[] }>('review-tasks?status=open&limit=200');
    return items.find(({ subjectId }) => subjectId === claimId)!;
  };

  it('may not review what they filed, with every role in hand', async () => {
    const claim = await office.claimInReview((await office.giveCards(1)).holders[0]!, wujiang.colleague);
    fourEyes(await take((await openTask(claim.id)).id));
  });

  it('may not approve what they reviewed', async () => {
    const claim = await office.claimInReview((await office.giveCards(1)).holders[0]!);
    await endorse(wujiang.colleague, await lease(wujiang.colleague, claim.id), '材料齐全');
    fourEyes(await take((await openTask(claim.id)).id));
  });

  it('may not pay what they approved', async () => {
    const { claim, task } = await office.claimInFinalReview((await office.giveCards(1)).holders[0]!, wujiang.colleague);
    await endorse(wujiang.colleague, task, '同意给付');
    const { items } = await office.cast.cashier.get<{ items: (Versioned & { sourceId: string })[] }>('payables?status=open&limit=200');
    const payable = items.find(({ sourceId }) => sourceId === claim.id)!;
    fourEyes(await wujiang.colleague.send('POST', `payables/${payable.id}/direct-payments`, { method: 'bank', bankReference: 'ICBC-2011' }, { version: payable.version }));
  });

  it('the approver of Suzhou reads Wujiang\'s tasks but does not decide them', async () => {
    const header = { 'Organization-Id': office.stage.database.organization(WUJIANG).id };
    const { task } = await office.claimInFinalReview((await office.giveCards(1)).holders[0]!);
    await office.cast.approver.expect(204, 'DELETE', `review-tasks/${task.id}/lease`);
    await office.as('suzhouApprover', 'get', `review-tasks/${task.id}`).set(header).expect(200);
    expectProblem(await office.as('suzhouApprover', 'post', 'review-tasks/leases').set(header).send({ taskId: task.id }), { status: 403, code: 'review.not_your_role' });
    expectProblem(await office.as('suzhouApprover', 'post', 'review-tasks/leases').set(header).send({}), { status: 409, code: 'review.queue_empty' });
    expectProblem(await office.as('suzhouApprover', 'post', `review-tasks/${task.id}/decision`).set(header).set('If-Match', `"${task.subjectVersion}"`)
      .send({ outcome: 'endorse', comment: '同意' }), { status: 403, code: 'review.not_your_role' });
    expect((await lease(office.cast.approver, task.subjectId)).id).toBe(task.id);
  });
});

describe('a branch that is not one\'s own', () => {
  it.each<[string, Part, () => string, number, string]>([
    ['none at all', 'caseworker', newId, 403, 'access.branch_not_allowed'],
    ['a neighbor', 'caseworker', () => office.stage.database.organization(TAICANG).id, 403, 'access.branch_not_allowed'],
    ['the one above', 'caseworker', () => office.stage.database.organization(SUZHOU).id, 403, 'access.branch_not_allowed'],
    ['no id', 'caseworker', () => 'wujiang', 400, 'access.organization_malformed'],
    ['an id of another kind', 'caseworker', () => ids['mutual-aid/claims']!, 403, 'access.branch_not_allowed'],
    ['one below, without the permission', 'suzhouApprover', () => office.stage.database.organization(TAICANG).id, 403, 'access.permission_missing'],
  ])('Organization-Id names %s', async (_what, part, organizationId, status, code) => {
    const path = part === 'suzhouApprover' ? 'imports' : 'members';
    expectProblem(await office.as(part, 'get', path).set('Organization-Id', organizationId()), { status, code });
  });

  it('a role at Suzhou does not widen one at Taicang', async () => {
    const desk = await office.hire('sz.analyst', SUZHOU, 'analyst');
    await office.cast.administrator.created(`accounts/${desk.id}/roles`, { role: 'caseworker', organizationId: office.stage.database.organization(TAICANG).id, validFrom: '2011-01-04' });
    const get = (path: string, branch: string) => office.stage.request('get', path, desk.token).set('Organization-Id', office.stage.database.organization(branch).id);
    await get('summaries/2011', WUJIANG).expect(200);
    await get('members', TAICANG).expect(200);
    expectProblem(await get('members', WUJIANG), { status: 403, code: 'access.permission_missing' });
    expectProblem(await get('members', SUZHOU), { status: 403, code: 'access.permission_missing' });
  });

  it('a role that begins tomorrow, and one that ended yesterday, open nothing', async () => {
    const { id } = await office.cast.administrator.created<{ id: string }>('accounts', {
      username: 'wj.dated', displayName: '新同事', password: 'five-green-lanterns', organizationId: office.stage.database.organization(WUJIANG).id,
    });
    const give = (role: Role, validFrom: string, validTo?: string) => office.cast.administrator.created(`accounts/${id}/roles`, {
      role, organizationId: office.stage.database.organization(WUJIANG).id, validFrom, ...(validTo ? { validTo } : {}),
    });
    await give('caseworker', '2011-06-21');
    await give('cashier', '2011-01-04', '2011-06-19');
    const token = await signIn(office.stage, 'wj.dated', 'five-green-lanterns');
    await office.stage.request('put', 'me/password', token).send({ currentPassword: 'five-green-lanterns', newPassword: storyPassword }).expect(204);
    for (const path of ['members', 'funds']) expectProblem(await office.stage.request('get', path, token), { status: 403, code: 'access.permission_missing' });
  });
});

describe('ids that are not one\'s own', () => {
  let before: Record<string, string>;
  beforeEach(async () => (before = await stateOf(office.stage.database)));
  afterEach(async () => expect(await stateOf(office.stage.database)).toEqual(before));

  const withId = () => operations.filter(({ path, access }) => path.includes('{id}') && !path.startsWith('summaries') && access !== 'jobs:manage');
  const tokenFor = ({ access }: Operation, desk: Desk, administrator: string) => (permissionsOf(['administrator']).has(access) && !permissionsOf(trade).has(access) ? administrator : desk.token);
  async function expectAbsent(idFor: (operation: Operation) => string, desk: () => Desk, administrator: () => string): Promise<void> {
    expect(withId().length).toBeGreaterThan(30);
    const answers = [];
    for (const operation of withId()) {
      const { status, code } = await call(operation, addressOf(operation, newId(), { id: idFor(operation), documentId: claimDocumentId }), tokenFor(operation, desk(), administrator()));
      answers.push({ route: `${operation.method} ${operation.path}`, status, absent: code.endsWith('not_found') });
    }
    expect(answers).toEqual(withId().map(({ method, path }) => ({ route: `${method} ${path}`, status: 404, absent: true })));
  }

  it('of nothing: 404 at every route', async () => expectAbsent(() => newId(), () => wujiang, () => office.tokens.administrator));
  it('of another kind: 404 at every route', async () => expectAbsent(
    (operation) => (kindOf(operation) === 'funds' ? ids['mutual-aid/plans']! : office.fundId), () => wujiang, () => office.tokens.administrator));
  it('of another branch: 404 at every route', async () => expectAbsent((operation) => ids[kindOf(operation)]!, () => taicang, () => taicangAdministrator.token));

  it('in lists: another branch sees none of them', async () => {
    for (const path of ['members', 'imports', 'mutual-aid/plans', 'mutual-aid/card-batches', 'mutual-aid/cards', 'mutual-aid/claims', 'review-tasks', 'payables', 'funds']) {
      expect({ path, body: (await office.stage.request('get', path, taicang.token).expect(200)).body as object }).toEqual({ path, body: { items: [], nextCursor: null } });
    }
    const narrowed = await office.stage.request('get', `mutual-aid/cards?personId=${holder.personId}&batchId=${ids['mutual-aid/card-batches']}`, taicang.token).expect(200);
    expect(narrowed.body).toEqual({ items: [], nextCursor: null });
  });

  it.each<[string, () => string, string, () => object, number, string, string | undefined]>([
    ['a claim on another branch\'s card', () => taicang.token, 'mutual-aid/claims', () => (
      { cardId: holder.id, diagnosis: diagnosedToday, account: { payeeName: '赵', accountNumber: '6222021102000000011', bankName: '工商银行' } }), 404, 'claim.card_not_found', undefined],
    ['a claim on a person', () => wujiang.token, 'mutual-aid/claims', () => (
      { cardId: holder.personId, diagnosis: diagnosedToday, account: { payeeName: '赵', accountNumber: '6222021102000000011', bankName: '工商银行' } }), 404, 'claim.card_not_found', undefined],
    ['cards of another branch\'s plan', () => taicang.token, 'mutual-aid/card-batches', () => (
      { planId: office.planId, nameZh: '赠卡', gifted: true, validFrom: '2011-01-04' }), 404, 'plan.not_found', undefined],
    ['cards of a fund', () => wujiang.token, 'mutual-aid/card-batches', () => (
      { planId: office.fundId, nameZh: '赠卡', gifted: true, validFrom: '2011-01-04' }), 404, 'plan.not_found', undefined],
    ['a card for nobody', () => wujiang.token, 'mutual-aid/card-batches', () => (
      { planId: office.planId, nameZh: '赠卡', gifted: true, validFrom: '2011-01-04', personIds: [holder.personId, newId()] }), 422, 'card_batch.holders_refused', 'personIds.1'],
    ['a plan on another branch\'s fund', () => taicang.token, 'mutual-aid/plans', () => planOn(office.fundId), 422, 'plan.fund_not_found', undefined],
    ['a plan on a plan', () => wujiang.token, 'mutual-aid/plans', () => planOn(office.planId), 422, 'plan.fund_not_found', undefined],
    ['another branch\'s task', () => taicang.token, 'review-tasks/leases', () => ({ taskId: ids['review-tasks'] }), 404, 'review.task_not_found', undefined],
    ['an account in another branch', () => taicangAdministrator.token, 'accounts', () => (
      { username: 'tc.spy', displayName: '新同事', password: 'five-green-lanterns', organizationId: ids['organizations'] }), 404, 'organizations.not_found', undefined],
    ['an organization under another branch', () => taicangAdministrator.token, 'organizations', () => (
      { parentId: ids['organizations'], code: '901', nameZh: '某镇总工会', level: 'town', validFrom: '2011-01-04' }), 404, 'organizations.not_found', undefined],
  ])('in a body: %s', async (_what, token, path, body, status, code, field) => {
    expectProblem(await office.stage.request('post', path, token()).send(body()), { status, code, ...(field ? { field } : {}) });
  });

  it('in a body: a role in another branch, and one for another branch\'s account', async () => {
    const give = (accountId: string, organizationId: string) => office.stage.request('post', `accounts/${accountId}/roles`, taicangAdministrator.token)
      .send({ role: 'caseworker', organizationId, validFrom: '2011-01-04' });
    expectProblem(await give(taicang.id, ids['organizations']!), { status: 404, code: 'organizations.not_found' });
    expectProblem(await give(wujiang.id, office.stage.database.organization(TAICANG).id), { status: 404, code: 'accounts.not_found' });
  });

  it('in a body: a receipt that is another paper, and cash without one', async () => {
    const { version } = await office.cast.cashier.get<Versioned>(`payables/${ids['payables']}`);
    const pay = (body: object) => office.as('cashier', 'post', `payables/${ids['payables']}/direct-payments`).set('If-Match', `"${version}"`).send(body);
    expectProblem(await pay({ method: 'cash', receiptDocumentId: claimDocumentId }), { status: 422, code: 'payment.receipt_unknown' });
    expectProblem(await pay({ method: 'cash' }), { status: 422, code: 'payment.receipt_missing' });
    expectProblem(await pay({ method: 'bank' }), { status: 422, code: 'payment.bank_reference_missing' });
    expectProblem(await pay({ method: 'bank', bankReference: 'ICBC-2011', paidOn: '2011-06-21' }), { status: 422, code: 'payment.paid_in_future' });
    expectProblem(await pay({ method: 'bank', bankReference: 'ICBC-2011', paidOn: '2011-06-19' }), { status: 422, code: 'payment.paid_before_opened' });
    expectProblem(await pay({ method: 'bank', bankReference: 'a b' }), { status: 400, code: 'request.invalid', field: 'bankReference' });
  });
});

function planOn(fundId: string): object {
  return {
    code: 'WJ-OTHER', nameZh: '计划', fundId,
    version: {
      validFrom: '2011-01-01', benefitFen: 1_000_000, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2, firstReviewWorkingDays: 5,
      finalReviewWorkingDays: 5, requiredDocuments: ['claim_form'], illnessCatalogue: 'WUJIANG-2011',
    },
  };
}
