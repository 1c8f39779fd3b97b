import { WUJIANG, type TestDatabase } from '../../../test/support/database.js';
import { Environment } from '../../config/env.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import { CaseParts } from './public/case-parts.js';
import { defineReviewSubject, ReviewSubjects, type ReviewDecision, type ReviewSubject, type SubjectSummary } from './public/review-subjects.js';
import { ReviewTasks } from './public/review-tasks.js';
import { ReviewTasksQueries } from './review-tasks.queries.js';
import { ReviewTasksRepository } from './review-tasks.repository.js';
import type { WrittenDecision } from './rules/decision-reasons.js';
import type { ReviewStage } from './rules/task-handling.js';
import { DecideTask } from './use-cases/decide-task.js';
import { LeaseTask } from './use-cases/lease-task.js';
import { LookAtTask } from './use-cases/look-at-task.js';
import { ReleaseLease } from './use-cases/release-lease.js';

export const TRIAL = defineReviewSubject('trial_case');

/** A kind of case that only counts: its version is 1 until it is decided. */
export class TrialSubject implements ReviewSubject {
  readonly type = TRIAL;
  readonly reasonCodes = { return: ['documents_incomplete'], reject: ['not_covered'] };
  readonly decisions: ReviewDecision[] = [];
  readonly looks: boolean[] = [];
  currentVersion = 1;
  refuses = false;

  async version(): Promise<number> {
    return this.currentVersion;
  }

  async lockVersion(): Promise<number> {
    return this.currentVersion;
  }

  async decide(_tx: Tx, _actor: Actor, _subjectId: string, decision: ReviewDecision): Promise<void> {
    if (this.refuses) throw new Error('the case says no');
    this.decisions.push(decision);
  }

  async view(_tx: Tx, _actor: Actor, _subjectId: string, { unmasked }: { readonly unmasked: boolean }): Promise<object> {
    this.looks.push(unmasked);
    return { unmasked };
  }

  async summaries(_tx: Tx, subjectIds: readonly string[]): Promise<ReadonlyMap<string, SubjectSummary>> {
    return new Map(subjectIds.map((id) => [id, { number: `N-${id.slice(-4)}`, personName: '王**', submittedOn: '2011-01-04' }]));
  }
}

/** The queue on a real database, with cases that only count. */
export class ReviewsTrial {
  readonly subject = new TrialSubject();
  readonly subjects = new ReviewSubjects();
  readonly parts = new CaseParts();
  readonly environment = new Environment();
  readonly tasks: ReviewTasks;
  readonly queries: ReviewTasksQueries;
  readonly leaseTask: LeaseTask;
  readonly releaseLease: ReleaseLease;
  readonly decideTask: DecideTask;
  readonly lookAtTask: LookAtTask;

  constructor(readonly db: TestDatabase) {
    const repository = new ReviewTasksRepository();
    this.subjects.join(this.subject);
    this.tasks = new ReviewTasks(this.subjects, db.clock);
    this.queries = new ReviewTasksQueries(db.transactions, this.subjects, db.clock);
    this.leaseTask = new LeaseTask(db.transactions, repository, this.parts, db.clock, this.environment);
    this.releaseLease = new ReleaseLease(db.transactions, repository);
    this.decideTask = new DecideTask(db.transactions, repository, this.subjects, this.parts, db.clock, db.cipher);
    this.lookAtTask = new LookAtTask(db.transactions, this.queries, this.subjects);
  }

  /** Empties the queue, so that each test has one of its own. */
  async clear(): Promise<void> {
    await this.db.owner.query(`UPDATE review_tasks SET status = 'cancelled' WHERE status IN ('open', 'leased')`);
    await this.db.owner.query('DELETE FROM account_roles');
    this.subject.refuses = false;
    this.subject.decisions.length = 0;
    this.subject.looks.length = 0;
  }

  /** Opens a task of a new case, or of a given one. */
  async open(wanted: { path?: string; stage?: ReviewStage; dueOn?: string; subjectId?: string } = {}): Promise<{ taskId: string; subjectId: string }> {
    const { path = WUJIANG, stage = 'first_review', dueOn = '2011-01-11', subjectId = newId() } = wanted;
    const caseworker = await this.db.actor({ path, roles: ['caseworker'] });
    const taskId = await this.db.transactions.run(caseworker, (tx) => this.tasks.openTask(tx, {
      subjectType: TRIAL, subjectId, stage, role: stage === 'first_review' ? 'reviewer' : 'approver',
      organizationId: caseworker.organizationId, dueOn,
    }));
    return { taskId, subjectId };
  }

  /** Gives an account a role in its organization, as the administrators do; tasks are handed up to where somebody holds one. */
  async appoint(actor: Actor, role: 'reviewer' | 'approver', changed: { validFrom?: string; validTo?: string; ended?: boolean } = {}): Promise<void> {
    await this.db.owner.query(
      `INSERT INTO account_roles (id, account_id, role, organization_id, organization_path, valid_from, valid_to, ended_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN now() END)`,
      [newId(), actor.accountId, role, actor.organizationId, actor.scope, changed.validFrom ?? '2011-01-04', changed.validTo ?? null, changed.ended ?? false]);
  }

  reviewer(path = WUJIANG): Promise<Actor> {
    return this.db.actor({ path, roles: ['reviewer'] });
  }

  decide(actor: Actor, taskId: string, decision: Partial<WrittenDecision> & { subjectVersion?: number } = {}): Promise<{ id: string }> {
    return this.decideTask.execute(actor, { taskId, subjectVersion: 1, outcome: 'endorse', reasonCode: null, comment: null, ...decision });
  }
}
