import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CardHolder } from '../../src/demo/cards-chapter.js';
import type { Task } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import { WUJIANG } from '../support/database.js';
import { lease, openOffice, type Desk, type Office } from '../support/cast.js';

const CROWD = 20;
const crowd = Array.from({ length: CROWD }, (_, index) => index);

let office: Office;
let holders: CardHolder[];

beforeAll(async () => {
  office = await openOffice();
  ({ holders } = await office.giveCards(CROWD + 6));
});
afterAll(() => office.close());

const codesOf = (answers: readonly Response[]): string[] => answers.filter(({ status }) => status !== 201).map(({ body }) => (body as { code: string }).code);
const made = (answers: readonly Response[]): Response[] => answers.filter(({ status }) => status === 201);
const count = async (sql: string, ...values: unknown[]): Promise<number> =>
  (await office.stage.database.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values)).rows[0]!.n;

/** What one award leaves: everything once. */
async function awardOf(claimId: string): Promise<object> {
  return {
    approved: await count(`claim_events WHERE claim_id = $1 AND to_status = 'approved'`, claimId),
    payables: await count('payables WHERE source_id = $1', claimId),
    reserves: await count(`ledger_entries WHERE kind = 'reserve' AND source_id = $1`, claimId),
    approvers: await count(`case_parts WHERE subject_id = $1 AND part = 'final_approver'`, claimId),
    decisions: await count(`review_decisions d JOIN review_tasks t ON t.id = d.task_id WHERE t.subject_id = $1 AND t.stage = 'final_review'`, claimId),
  };
}
const oneAward = { approved: 1, payables: 1, reserves: 1, approvers: 1, decisions: 1 };

function approve(task: Task, key: string, token = office.tokens.approver): Promise<Response> {
  return office.stage.request('post', `review-tasks/${task.id}/decision`, token).set('Idempotency-Key', key).set('If-Match', `"${task.subjectVersion}"`)
    .send({ outcome: 'endorse', comment: '同意给付' }).then((answer) => answer);
}
function pay(payable: { id: string; version: number }, key: string, bankReference: string): Promise<Response> {
  return office.as('cashier', 'post', `payables/${payable.id}/direct-payments`).set('Idempotency-Key', key).set('If-Match', `"${payable.version}"`)
    .send({ method: 'bank', bankReference }).then((answer) => answer);
}

describe('twenty reviewers who take a task at once', () => {
  it('get twenty different tasks, and the twenty-first gets none', async () => {
    const reviewers: Desk[] = [];
    for (const index of crowd) reviewers.push(await office.hire(`wj.reviewer.${index}`, WUJIANG, 'reviewer'));
    for (let from = 0; from < CROWD; from += 5) await Promise.all(holders.slice(from, from + 5).map((holder) => office.claimInReview(holder)));
    const answers = await Promise.all(reviewers.map(({ token }) => office.stage.request('post', 'review-tasks/leases', token).send({})));
    expect(codesOf(answers)).toEqual([]);
    expect(new Set(answers.map(({ body }) => (body as Task).id)).size).toBe(CROWD);
    const { rows } = await office.stage.database.owner.query<{ tasks: number; people: number }>(
      `SELECT count(*)::int AS tasks, count(DISTINCT leased_by)::int AS people FROM review_tasks WHERE status = 'leased'`);
    expect(rows).toEqual([{ tasks: CROWD, people: CROWD }]);
    const late = await office.as('reviewer', 'post', 'review-tasks/leases').send({});
    expect([late.status, codesOf([late])]).toEqual([409, ['review.queue_empty']]);
  });
});

describe('twenty approvals of one claim', () => {
  it('that are equal make one award and one reserve', async () => {
    const { claim, task } = await office.claimInFinalReview(holders[CROWD]!);
    const key = newId();
    const answers = await Promise.all(crowd.map(() => approve(task, key)));
    expect(made(answers).length).toBeGreaterThan(0);
    expect(new Set(codesOf(answers))).toSatisfy((codes: Set<string>) => [...codes].every((code) => code === 'idempotency.still_running'));
    expect(await awardOf(claim.id)).toEqual(oneAward);
    const later = await approve(task, key);
    expect([later.status, later.body]).toEqual([201, made(answers)[0]!.body]);
    expect(await awardOf(claim.id)).toEqual(oneAward);
  });

  it('with a key each make one award and one reserve', async () => {
    const { claim, task } = await office.claimInFinalReview(holders[CROWD + 1]!);
    const answers = await Promise.all(crowd.map(() => approve(task, newId())));
    expect(made(answers)).toHaveLength(1);
    expect(codesOf(answers)).toEqual(crowd.slice(1).map(() => 'review.task_decided'));
    expect(await awardOf(claim.id)).toEqual(oneAward);
  });
});

describe('twenty payments of one payable', () => {
  const outcomeOf = async (payableId: string) => ({
    payments: await count('payments WHERE payable_id = $1', payableId),
    posts: await count(`ledger_entries l JOIN payments p ON p.id = l.source_id WHERE l.kind = 'post' AND p.payable_id = $1`, payableId),
    payers: await count(`case_parts c JOIN payables p ON p.source_id = c.subject_id WHERE c.part = 'payer' AND p.id = $1`, payableId),
  });
  const once = { payments: 1, posts: 1, payers: 1 };

  it('that are equal make one posting', async () => {
    const { claim, payable } = await office.approvedClaim(holders[CROWD + 2]!);
    const key = newId();
    const answers = await Promise.all(crowd.map(() => pay(payable, key, 'ICBC-2011-0620-1')));
    expect(made(answers).length).toBeGreaterThan(0);
    expect(new Set(codesOf(answers))).toSatisfy((codes: Set<string>) => [...codes].every((code) => code === 'idempotency.still_running'));
    expect(await outcomeOf(payable.id)).toEqual(once);
    const later = await pay(payable, key, 'ICBC-2011-0620-1');
    expect([later.status, later.body]).toEqual([201, made(answers)[0]!.body]);
    expect(await count(`claim_events WHERE claim_id = $1 AND to_status = 'paid'`, claim.id)).toBe(1);
  });

  it('with a key and a reference each make one posting', async () => {
    const { payable } = await office.approvedClaim(holders[CROWD + 3]!);
    const answers = await Promise.all(crowd.map((index) => pay(payable, newId(), `ICBC-2011-0621-${index}`)));
    expect(made(answers)).toHaveLength(1);
    expect(codesOf(answers)).toEqual(crowd.slice(1).map(() => 'payable.not_open'));
    expect(await outcomeOf(payable.id)).toEqual(once);
  });
});

describe('two claims of one person under one plan', () => {
  it('approved at once by two approvers make one award; the other is refused', async () => {
    const second = await office.hire('wj.approver.2', WUJIANG, 'approver');
    const holder = holders[CROWD + 4]!;
    const [one, other] = [await office.claimInFinalReview(holder), await office.claimInFinalReview(holder, second.colleague)];
    const answers = await Promise.all([approve(one.task, newId()), approve(other.task, newId(), second.token)]);
    expect(made(answers)).toHaveLength(1);
    expect(codesOf(answers)).toEqual(['claim.already_awarded']);
    expect(await count(`claims WHERE person_id = $1 AND status = 'approved'`, holder.personId)).toBe(1);
    expect(await count(`ledger_entries WHERE kind = 'reserve' AND source_id = ANY ($1)`, [one.claim.id, other.claim.id])).toBe(1);
    expect(await count('payables WHERE source_id = ANY ($1)', [one.claim.id, other.claim.id])).toBe(1);
  });

  it('leave a task that can be given back and taken again', async () => {
    const { claim } = await office.claimInFinalReview(holders[CROWD + 5]!);
    const { items } = await office.cast.approver.get<{ items: Task[] }>('review-tasks?status=leased&limit=200');
    const task = items.find(({ subjectId }) => subjectId === claim.id)!;
    await office.cast.approver.expect(204, 'DELETE', `review-tasks/${task.id}/lease`);
    expect((await lease(office.cast.approver, claim.id)).id).toBe(task.id);
  });
});

describe('after all that', () => {
  it('every account is the sum of its entries, and nothing has failed', async () => {
    const { rows } = await office.stage.database.owner.query<{ account: string; balance: string }>(
      'SELECT account, balance_fen AS balance FROM fund_accounts ORDER BY account');
    expect(Object.fromEntries(rows.map(({ account, balance }) => [account, Number(balance)])))
      .toEqual({ contributions: -50_000_000, available: 45_000_000, reserved: 3_000_000, paid: 2_000_000 });
    expect(await count('outbox WHERE dead_at IS NOT NULL OR attempts > 1')).toBe(0);
  });
});
