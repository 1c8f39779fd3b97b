import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { DueDates } from './public/due-dates.js';
import { ReviewSubjects } from './public/review-subjects.js';
import { ReviewsTrial, TRIAL, TrialSubject } from './reviews.fixture.js';

let db: TestDatabase;
let trial: ReviewsTrial;

beforeAll(async () => {
  db = await freshDatabase();
  trial = new ReviewsTrial(db);
});
beforeEach(() => trial.clear());
afterAll(() => db.drop());

const take = (actor: Actor, subjectId: string, part: 'registrar' | 'first_reviewer') =>
  db.transactions.run(actor, (tx) => trial.parts.take(tx, TRIAL, subjectId, part));
const taskRow = async (taskId: string) => (await db.owner.query('SELECT status, leased_by, leased_until FROM review_tasks WHERE id = $1', [taskId])).rows[0] as
  { status: string; leased_by: string | null; leased_until: Date | null };
const refusal = (code: string) => expect.objectContaining({ code }) as unknown;

describe('taking a task', () => {
  it('gives 20 reviewers who ask at once 20 different tasks, the earliest due ones', async () => {
    const opened: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      opened.push((await trial.open({ dueOn: count < 20 ? '2011-01-11' : '2011-02-11' })).taskId);
    }
    const reviewers = await Promise.all(Array.from({ length: 20 }, () => db.actor({ path: WUJIANG, roles: ['reviewer'], accountId: newId() })));
    for (const { accountId } of reviewers) {
      await db.owner.query(
        `INSERT INTO accounts (id, username, display_name, organization_id, organization_path, password_hash) VALUES ($1, $2, '初审', $3, $4, 'none')`,
        [accountId, `r-${accountId}`, db.organization(WUJIANG).id, WUJIANG]);
    }
    const leased = await Promise.all(reviewers.map((reviewer) => trial.leaseTask.execute(reviewer, {})));
    expect(new Set(leased.map(({ id }) => id))).toEqual(new Set(opened.slice(0, 20)));
  });

  it('orders by the due date, then by age', async () => {
    const [late, early, sameDay] = [await trial.open({ dueOn: '2011-01-20' }), await trial.open({ dueOn: '2011-01-10' }), await trial.open({ dueOn: '2011-01-10' })];
    const reviewer = await trial.reviewer();
    const order: string[] = [];
    for (let count = 0; count < 3; count += 1) order.push((await trial.leaseTask.execute(reviewer, {})).id);
    expect(order).toEqual([early.taskId, sameDay.taskId, late.taskId]);
    await expect(trial.leaseTask.execute(reviewer, {})).rejects.toEqual(refusal('review.queue_empty'));
  });

  it('offers only tasks of the stage asked for and of a role that the person holds', async () => {
    await trial.open();
    const final = await trial.open({ stage: 'final_review', dueOn: '2011-03-01' });
    const both = await db.actor({ path: WUJIANG, roles: ['reviewer', 'approver'] });
    expect(await trial.leaseTask.execute(both, { stage: 'final_review' })).toEqual({ id: final.taskId });
    const approver = await db.actor({ path: WUJIANG, roles: ['approver'] });
    await expect(trial.leaseTask.execute(approver, {})).rejects.toEqual(refusal('review.queue_empty'));
  });

  it.each([
    ['given above', SUZHOU, WUJIANG], ['given at a sister', TAICANG, WUJIANG], ['given below', WUJIANG, SUZHOU],
  ])('offers nothing where the role was %s', async (_name, given, handled) => {
    const { taskId } = await trial.open({ path: handled });
    const reviewer = await trial.reviewer(given);
    await expect(trial.leaseTask.execute(reviewer, {})).rejects.toEqual(refusal('review.queue_empty'));
    const named = trial.leaseTask.execute(reviewer, { taskId });
    await expect(named).rejects.toEqual(refusal(given === SUZHOU ? 'review.not_your_role' : 'review.task_not_found'));
  });

  it('never offers a case in which the person has another part, and offers one that the person reviewed before', async () => {
    const reviewer = await trial.reviewer();
    const [own, before] = [await trial.open({ dueOn: '2011-01-05' }), await trial.open({ dueOn: '2011-01-06' })];
    await take(reviewer, own.subjectId, 'registrar');
    await take(reviewer, before.subjectId, 'first_reviewer');
    expect(await trial.leaseTask.execute(reviewer, {})).toEqual({ id: before.taskId });
    await expect(trial.leaseTask.execute(reviewer, { taskId: own.taskId })).rejects.toEqual(refusal('review.four_eyes'));
  });

  it('keeps a named task for its holder until the lease ends', async () => {
    const { taskId } = await trial.open();
    const [first, second] = [await trial.reviewer(), await trial.reviewer()];
    await trial.leaseTask.execute(first, { taskId });
    await expect(trial.leaseTask.execute(second, { taskId })).rejects.toEqual(refusal('review.task_leased'));
    await expect(trial.leaseTask.execute(second, {})).rejects.toEqual(refusal('review.queue_empty'));
    db.clock.skipSeconds(trial.environment.LEASE_MINUTES * 60 + 1);
    expect((await trial.queries.one(first, taskId)).status).toBe('open');
    expect(await trial.leaseTask.execute(second, {})).toEqual({ id: taskId });
    await expect(trial.decide(first, taskId)).rejects.toEqual(refusal('review.not_lease_holder'));
  });

  it('is given back by its holder alone', async () => {
    const { taskId } = await trial.open();
    const [first, second] = [await trial.reviewer(), await trial.reviewer()];
    await trial.leaseTask.execute(first, { taskId });
    await expect(trial.releaseLease.execute(second, taskId)).rejects.toEqual(refusal('review.not_lease_holder'));
    await trial.releaseLease.execute(first, taskId);
    expect(await taskRow(taskId)).toEqual({ status: 'open', leased_by: null, leased_until: null });
    expect(await trial.leaseTask.execute(second, {})).toEqual({ id: taskId });
  });
});

describe('deciding a task', () => {
  const held = async () => {
    const { taskId, subjectId } = await trial.open();
    const reviewer = await trial.reviewer();
    await trial.leaseTask.execute(reviewer, { taskId });
    return { taskId, subjectId, reviewer };
  };

  it('writes the decision, the part and tells the case', async () => {
    const { taskId, subjectId, reviewer } = await held();
    await trial.decide(reviewer, taskId, { outcome: 'return', reasonCode: 'documents_incomplete', comment: '缺发票' });
    expect(trial.subject.decisions).toMatchObject([{ taskId, stage: 'first_review', outcome: 'return', reasonCode: 'documents_incomplete', comment: '缺发票' }]);
    const { rows } = await db.owner.query('SELECT id, part, outcome, decided_by, comment FROM review_decisions WHERE task_id = $1', [taskId]);
    const [row] = rows as { id: string; comment: Buffer }[];
    expect(row).toMatchObject({ part: 'first_reviewer', outcome: 'return', decided_by: reviewer.accountId });
    expect(row && db.cipher.open({ table: 'review_decisions', column: 'comment', rowId: row.id }, row.comment)).toBe('缺发票');
    const parts = await db.owner.query('SELECT account_id, part FROM case_parts WHERE subject_id = $1', [subjectId]);
    expect(parts.rows).toEqual([{ account_id: reviewer.accountId, part: 'first_reviewer' }]);
    expect((await taskRow(taskId)).status).toBe('decided');
  });

  it('happens once, however often it is asked for', async () => {
    const { taskId, reviewer } = await held();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => trial.decide(reviewer, taskId)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(trial.subject.decisions).toHaveLength(1);
    await expect(trial.decide(reviewer, taskId)).rejects.toEqual(refusal('review.task_decided'));
  });

  it('writes nothing when the case refuses', async () => {
    const { taskId, subjectId, reviewer } = await held();
    trial.subject.refuses = true;
    await expect(trial.decide(reviewer, taskId)).rejects.toThrow('the case says no');
    expect((await taskRow(taskId)).status).toBe('leased');
    for (const table of ['review_decisions', 'case_parts']) {
      expect((await db.owner.query(`SELECT 1 FROM ${table} WHERE subject_id = $1`, [subjectId])).rows).toEqual([]);
    }
  });

  it.each([
    ['a version that is not the current one', { subjectVersion: 2 }, 'version.stale'],
    ['a rejection without reasons', { outcome: 'reject' as const }, 'review.reason_missing'],
    ['a reason that the kind of case does not know', { outcome: 'reject' as const, reasonCode: 'documents_incomplete', comment: '见附页' }, 'review.reason_unknown'],
  ])('refuses %s', async (_name, decision, code) => {
    const { taskId, reviewer } = await held();
    await expect(trial.decide(reviewer, taskId, decision)).rejects.toEqual(refusal(code));
    expect((await taskRow(taskId)).status).toBe('leased');
  });

  it('is refused in the database itself for whoever has another part', async () => {
    const { subjectId, reviewer } = await held();
    await take(reviewer, subjectId, 'registrar');
    await expect(take(reviewer, subjectId, 'first_reviewer')).rejects.toEqual(refusal('review.four_eyes'));
    const insert = db.owner.query(
      `INSERT INTO case_parts (subject_type, subject_id, account_id, part, organization_id) VALUES ($1, $2, $3, 'payer', $4)`,
      [TRIAL, subjectId, reviewer.accountId, reviewer.organizationId]);
    await expect(insert).rejects.toMatchObject({ constraint: 'case_parts_pkey' });
  });

  it('of two parts taken at once by one person leaves one', async () => {
    const { subjectId, reviewer } = await held();
    const results = await Promise.allSettled([take(reviewer, subjectId, 'registrar'), take(reviewer, subjectId, 'first_reviewer')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('looking', () => {
  it('shows the case unmasked to the holder alone', async () => {
    const { taskId } = await trial.open();
    const [holder, other] = [await trial.reviewer(), await trial.reviewer()];
    await trial.leaseTask.execute(holder, { taskId });
    expect(await trial.lookAtTask.execute(holder, taskId)).toMatchObject({ heldByMe: true, subjectVersion: 1, version: 1, subject: { unmasked: true } });
    expect(await trial.lookAtTask.execute(other, taskId)).toMatchObject({ heldByMe: false, subject: { unmasked: false } });
  });

  it('lists the branch page by page, overdue ones marked, and nothing of a sister branch', async () => {
    const dates = ['2011-01-03', '2011-01-04', '2011-01-05'];
    for (const dueOn of dates) await trial.open({ dueOn });
    await trial.open({ path: TAICANG });
    const reviewer = await trial.reviewer();
    const first = await trial.queries.list(reviewer, { limit: 2, status: 'open' });
    const second = await trial.queries.list(reviewer, { limit: 2, status: 'open', cursor: first.nextCursor ?? '' });
    const items = [...first.items, ...second.items];
    expect(items.map(({ dueOn, overdue }) => [dueOn, overdue])).toEqual([['2011-01-03', true], ['2011-01-04', false], ['2011-01-05', false]]);
    expect(items[0]).toMatchObject({ summary: { personName: '王**' }, waitingSince: '2011-01-04', organization: { nameZh: '吴江市总工会' }, leasedUntil: null });
  });
});

describe('where a task is handled', () => {
  const TOWN = `${WUJIANG}001.`;
  const JIANGSU = '000000.320000.';
  beforeAll(async () => {
    await db.owner.query(
      `INSERT INTO organizations (id, path, parent_id, code, name_zh, level, valid_from) VALUES ($1, $2, $3, '001', '松陵镇总工会', 'town', '2011-01-04')`,
      [db.organization(TOWN).id, TOWN, db.organization(WUJIANG).id]);
  });
  const handledAt = async (taskId: string): Promise<{ handled: string; own: string }> => (await db.owner.query(
    `SELECT t.organization_path AS handled, o.path AS own FROM review_tasks t JOIN organizations o ON o.id = t.subject_organization_id WHERE t.id = $1`,
    [taskId])).rows[0] as { handled: string; own: string };
  type Given = { path: string; role?: 'reviewer' | 'approver'; validFrom?: string; validTo?: string; ended?: boolean; disabled?: boolean };

  it.each<[string, Given[], string]>([
    ['nowhere: at the case\'s own', [], TOWN],
    ['at the case\'s own', [{ path: TOWN }, { path: WUJIANG }], TOWN],
    ['one above', [{ path: WUJIANG }, { path: SUZHOU }], WUJIANG],
    ['two above', [{ path: SUZHOU }], SUZHOU],
    ['far above', [{ path: JIANGSU }], JIANGSU],
    ['at a sister of the union above', [{ path: TAICANG }], TOWN],
    ['in another role', [{ path: WUJIANG, role: 'approver' }, { path: SUZHOU }], SUZHOU],
    ['from today on', [{ path: WUJIANG, validFrom: '2011-01-04' }, { path: SUZHOU }], WUJIANG],
    ['from tomorrow on', [{ path: WUJIANG, validFrom: '2011-01-05' }, { path: SUZHOU }], SUZHOU],
    ['until today', [{ path: WUJIANG, validFrom: '2011-01-01', validTo: '2011-01-04' }, { path: SUZHOU }], WUJIANG],
    ['until yesterday', [{ path: WUJIANG, validFrom: '2011-01-01', validTo: '2011-01-03' }, { path: SUZHOU }], SUZHOU],
    ['but it was taken away', [{ path: WUJIANG, ended: true }, { path: SUZHOU }], SUZHOU],
    ['by an account that is disabled', [{ path: WUJIANG, disabled: true }, { path: SUZHOU }], SUZHOU],
    ['by one disabled and one active', [{ path: WUJIANG, disabled: true }, { path: WUJIANG }, { path: SUZHOU }], WUJIANG],
  ])('the role is held %s', async (_name, given, expected) => {
    for (const { path, role = 'reviewer', disabled, ...dates } of given) {
      const actor = await db.actor({ path, roles: [role] });
      await trial.appoint(actor, role, dates);
      if (disabled) await db.owner.query(`UPDATE accounts SET state = 'disabled' WHERE id = $1`, [actor.accountId]);
    }
    const { taskId } = await trial.open({ path: TOWN });
    expect(await handledAt(taskId)).toEqual({ handled: expected, own: TOWN });
  });

  it.each<[string, 'registrar' | 'first_reviewer', 'first_review' | 'final_review', string]>([
    ['registered the case', 'registrar', 'first_review', SUZHOU],
    ['reviewed it before', 'first_reviewer', 'first_review', WUJIANG],
    ['reviewed it and would have the final word too', 'first_reviewer', 'final_review', SUZHOU],
  ])('passes over or keeps the only one here, who %s', async (_name, part, stage, expected) => {
    const role = stage === 'first_review' ? 'reviewer' : 'approver';
    const [here, above] = [await db.actor({ path: WUJIANG, roles: [role] }), await db.actor({ path: SUZHOU, roles: [role] })];
    await trial.appoint(here, role);
    await trial.appoint(above, role);
    const subjectId = newId();
    await take(here, subjectId, part);
    const { taskId } = await trial.open({ stage, subjectId });
    expect((await handledAt(taskId)).handled).toBe(expected);
    const [mayTake, mayNot] = expected === WUJIANG ? [here, above] : [above, here];
    await expect(trial.leaseTask.execute(mayNot, {})).rejects.toEqual(refusal('review.queue_empty'));
    expect(await trial.leaseTask.execute(mayTake, { stage })).toEqual({ id: taskId });
  });

  it('lets the case\'s union see where it waits, cancel it, and nothing else; a sister sees nothing', async () => {
    await trial.appoint(await trial.reviewer(SUZHOU), 'reviewer');
    const { taskId, subjectId } = await trial.open({ dueOn: '2011-01-11' });
    const [own, sister] = [await db.actor({ path: WUJIANG, roles: ['caseworker'] }), await db.actor({ path: TAICANG, roles: ['caseworker'] })];
    const waiting = (actor: Actor) => db.transactions.read(actor, (tx) => trial.tasks.waiting(tx, TRIAL, subjectId));
    const cancel = (actor: Actor) => db.transactions.run(actor, (tx) => trial.tasks.cancelTasks(tx, TRIAL, subjectId));
    expect(await waiting(own)).toEqual({ organizationName: '苏州市总工会', role: 'reviewer', since: '2011-01-04', dueOn: '2011-01-11' });
    expect(await waiting(sister)).toBeNull();
    await expect(trial.queries.one(own, taskId)).rejects.toEqual(refusal('review.task_not_found'));
    expect(await db.transactions.run(own, (tx) => tx.affected(`UPDATE review_tasks SET status = 'cancelled' WHERE id = $1`, [taskId]))).toBe(0);
    await cancel(sister);
    expect((await taskRow(taskId)).status).toBe('open');
    await cancel(own);
    expect((await taskRow(taskId)).status).toBe('cancelled');
    expect(await waiting(own)).toBeNull();
  });

  it('takes no case of a sister, and no row that the program would write by itself', async () => {
    const [own, sister] = [await db.actor({ path: WUJIANG, roles: ['caseworker'] }), await db.actor({ path: TAICANG, roles: ['caseworker'] })];
    const task = { subjectType: TRIAL, subjectId: newId(), stage: 'first_review', role: 'reviewer', organizationId: own.organizationId, dueOn: '2011-01-11' } as const;
    await expect(db.transactions.run(sister, (tx) => trial.tasks.openTask(tx, task))).rejects.toMatchObject({ code: '42501' });
    await expect(db.source.query(`SELECT open_review_task($1, 'trial_case', $1, $2, 'first_review', 'reviewer', '2011-01-04', '2011-01-11')`, [newId(), own.organizationId]))
      .rejects.toMatchObject({ code: '42501' });
    await expect(db.transactions.run(own, (tx) => tx.affected(
      `INSERT INTO review_tasks (id, organization_id, organization_path, subject_type, subject_id, subject_organization_id, stage, role, opened_on, due_on)
       VALUES ($1, $2, $3, 'trial_case', $1, $2, 'first_review', 'reviewer', '2011-01-04', '2011-01-11')`, [newId(), own.organizationId, own.scope])))
      .rejects.toMatchObject({ code: '42501' });
  });

  it('writes the decision and the part in the case\'s organization, and the audit with them', async () => {
    const above = await trial.reviewer(SUZHOU);
    await trial.appoint(above, 'reviewer');
    const { taskId, subjectId } = await trial.open();
    await trial.leaseTask.execute(above, { taskId });
    await trial.decide(above, taskId);
    const own = db.organization(WUJIANG).id;
    for (const table of ['review_decisions', 'case_parts']) {
      expect((await db.owner.query(`SELECT organization_id FROM ${table} WHERE subject_id = $1`, [subjectId])).rows).toEqual([{ organization_id: own }]);
    }
    const { rows } = await db.owner.query(
      `SELECT table_name, actor, organization_path FROM audit_log WHERE action = 'insert' AND table_name IN ('review_decisions', 'case_parts') ORDER BY id DESC LIMIT 2`);
    expect(rows).toEqual(['review_decisions', 'case_parts'].map((table_name) => ({ table_name, actor: `account:${above.accountId}`, organization_path: WUJIANG })));
  });
});

describe('due dates', () => {
  it.each([
    ['2011-01-04', 5, '2011-01-11'], // over one weekend
    ['2011-01-28', 1, '2011-01-30'], // a Sunday that is worked to make up for the Spring Festival
    ['2011-02-01', 1, '2011-02-09'], // over the Spring Festival
    ['2011-01-04', 0, '2011-01-04'],
  ])('%s and %i working days: %s', async (start, workingDays, expected) => {
    const reviewer = await trial.reviewer();
    expect(await db.transactions.read(reviewer, (tx) => new DueDates().after(tx, start, workingDays))).toBe(expected);
  });
});

describe('the registry of cases', () => {
  it('refuses a kind with two owners, one that was never declared, and a start with an orphan', () => {
    const subjects = new ReviewSubjects();
    expect(() => subjects.onApplicationBootstrap()).toThrow(TRIAL);
    subjects.join(new TrialSubject());
    expect(() => subjects.join(new TrialSubject())).toThrow('two owners');
    expect(() => subjects.join(Object.assign(new TrialSubject(), { type: 'nobody' }))).toThrow('not declared');
    expect(() => subjects.of('nobody')).toThrow('Nobody answers');
    expect(() => subjects.onApplicationBootstrap()).not.toThrow();
  });
});
