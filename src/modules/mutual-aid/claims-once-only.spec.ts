import { describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { fundId, holder, office, one, planId, trial, useClaims } from './claims-office.fixture.js';
import { TAICANG, leukaemia } from './claims.fixture.js';

useClaims();

describe('once only', () => {
  const finalReview = async (person: Awaited<ReturnType<typeof holder>>) => {
    const id = await trial.filed(office.caseworker, person);
    await trial.decide(office.reviewer, id);
    return id;
  };

  it('refuses the second of two claims of one person, whatever the reviewers say; it stays where it is', async () => {
    const person = await holder();
    const [first, second] = [await finalReview(person), await finalReview(person)];
    await trial.decide(office.approver, first);
    await expect(trial.decide(office.approver, second)).rejects.toMatchObject({ code: 'claim.already_awarded' });
    expect(await trial.statusOf(second)).toBe('final_review');
    expect(await one('SELECT count(*)::int FROM ledger_entries WHERE source_id = $1', second)).toEqual({ count: 0 });
    expect(await one(`SELECT status FROM review_tasks WHERE subject_id = $1 AND stage = 'final_review'`, second)).toEqual({ status: 'leased' });
  });

  it('finds an earlier award, and the award stays refused when that is contested', async () => {
    const person = await holder();
    await trial.decide(office.approver, await finalReview(person));
    const id = await trial.filed(office.caseworker, person, { diagnosis: { ...leukaemia, icd10Code: 'I21.0' } });
    expect(await trial.findingsOf(id)).toContain('already_awarded');
    await trial.submit(office.caseworker, id, '病种不同');
    await trial.work();
    await trial.decide(office.reviewer, id, 'endorse', null, '提请终审核定');
    await expect(trial.decide(office.approver, id, 'endorse', null, '同意')).rejects.toMatchObject({ code: 'claim.already_awarded' });
  });

  it('finds an award of another branch without showing it', async () => {
    const taicang = await trial.office(TAICANG);
    const person = await holder();
    await trial.decide(office.approver, await finalReview(person));
    const again = await trial.holder(planId, TAICANG, person);
    trial.db.clock.set('2012-03-21');
    const id = await trial.filed(taicang.caseworker, again, { diagnosis: { ...leukaemia, diagnosedOn: '2012-03-10' } });
    trial.db.clock.set('2011-03-21');
    expect(await trial.findingsOf(id)).toContain('already_awarded');
  });

  it('makes one award and one reserve of 20 equal approvals', async () => {
    const id = await finalReview(await holder());
    const taskId = await trial.lease(office.approver, id);
    const { version } = await trial.queries.one(office.approver, id);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => (
      trial.decideTask.execute(office.approver, { taskId, subjectVersion: version, outcome: 'endorse', reasonCode: null, comment: null }))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])))).toEqual(new Set(['review.task_decided']));
    expect(await one(`SELECT count(*)::int FROM ledger_entries WHERE source_id = $1 AND kind = 'reserve'`, id)).toEqual({ count: 1 });
    expect(await one('SELECT count(*)::int FROM payables WHERE source_id = $1', id)).toEqual({ count: 1 });
    expect(await one('SELECT count(*)::int FROM aid_records WHERE source_id = $1', id)).toEqual({ count: 1 });
  });

  it('makes one award of 20 claims of one person that are approved at once', async () => {
    const person = await holder();
    const ids: string[] = [];
    const commands: { taskId: string; subjectVersion: number }[] = [];
    for (let count = 0; count < 20; count += 1) {
      const id = await finalReview(person);
      ids.push(id);
      commands.push({ taskId: await trial.lease(office.approver, id), subjectVersion: (await trial.queries.one(office.approver, id)).version });
    }
    const results = await Promise.allSettled(commands.map((command) => (
      trial.decideTask.execute(office.approver, { ...command, outcome: 'endorse', reasonCode: null, comment: null }))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])))).toEqual(new Set(['claim.already_awarded']));
    expect(await one(`SELECT count(*)::int FROM ledger_entries WHERE source_id = ANY ($1::uuid[])`, ids)).toEqual({ count: 1 });
  });

  it('answers a repeated approval with the same key by what it did the first time', async () => {
    const id = await finalReview(await holder());
    const taskId = await trial.lease(office.approver, id);
    const { version } = await trial.queries.one(office.approver, id);
    const keyed: Actor = { ...office.approver, idempotency: { key: newId(), method: 'POST', route: 'decision', bodyDigest: Buffer.from('a') } };
    const decide = () => trial.decideTask.execute(keyed, { taskId, subjectVersion: version, outcome: 'endorse', reasonCode: null, comment: null });
    expect(await decide()).toEqual(await decide());
  });

  it('refuses an approval without cover and leaves the claim where it is', async () => {
    const poor = await trial.plan(999_999n);
    const id = await finalReview(await trial.holder(poor.planId));
    await expect(trial.decide(office.approver, id)).rejects.toMatchObject({ code: 'fund.not_covered' });
    expect(await trial.statusOf(id)).toBe('final_review');
    expect(await one(`SELECT balance_fen FROM fund_accounts WHERE fund_id = $1 AND account = 'reserved'`, poor.fundId)).toEqual({ balance_fen: '0' });
  });

  it('keeps the books of all this in balance', async () => {
    const awarded = await one<{ count: string }>(
      `SELECT count(*) FROM claims WHERE plan_id = $1 AND status IN ('approved', 'paying', 'payment_failed', 'paid', 'reversed')`, planId);
    const reserved = await one<{ count: string }>(`SELECT count(*) FROM ledger_entries WHERE fund_id = $1 AND kind = 'reserve'`, fundId);
    expect(reserved.count).toBe(awarded.count);
  });
});
