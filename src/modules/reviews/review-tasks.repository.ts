import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Refused } from '../../kernel/refusals.js';
import type { Tx } from '../../platform/database/transactions.js';
import './reviews.refusals.js';
import type { ReviewRefusal } from './reviews.refusals.js';
import type { CasePart, HandledTask, ReviewStage } from './rules/task-handling.js';

/** A task as it stands, locked. */
export interface LockedTask extends HandledTask {
  readonly id: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** The case's own organization, at or below the one that handles the task. */
  readonly subjectOrganizationId: string;
}

/** A decision to be written down; the comment is sealed. */
export interface DecisionRow {
  readonly id: string;
  readonly part: CasePart;
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly comment: Buffer | null;
  readonly decidedBy: string;
  /** Business time. */
  readonly decidedAt: Date;
}

const columns = `id, stage, role, status, subject_type AS "subjectType", subject_id AS "subjectId",
  subject_organization_id AS "subjectOrganizationId", organization_path AS "organizationPath", leased_by AS "leasedBy", leased_until AS "leasedUntil"`;

/** All SQL that writes tasks and decisions. */
@Injectable()
export class ReviewTasksRepository {
  /** @throws Refused `review.task_not_found` */
  async lockOrThrow(tx: Tx, taskId: string): Promise<LockedTask> {
    const task = await tx.row<LockedTask>(`SELECT ${columns} FROM review_tasks WHERE id = $1 FOR UPDATE`, [taskId]);
    if (!task) throw new Refused<ReviewRefusal>('review.task_not_found');
    return task;
  }

  /**
   * Locks the next task that the actor may take: earliest due first, passing over what others are just taking, tasks of
   * organizations where the role was not given directly, and cases in which the actor has another part.
   * @param now wall clock; a lease that has ended by then is on offer again
   */
  async lockNext(tx: Tx, actor: Actor, stage: ReviewStage | undefined, now: Date): Promise<LockedTask | undefined> {
    return tx.row<LockedTask>(
      `SELECT ${columns} FROM review_tasks t
       WHERE (t.status = 'open' OR (t.status = 'leased' AND t.leased_until <= $1)) AND ($2::text IS NULL OR t.stage = $2)
         AND (t.role, t.organization_path) IN (SELECT * FROM unnest($3::text[], $4::text[]))
         AND NOT EXISTS (
           SELECT 1 FROM case_parts p WHERE p.subject_type = t.subject_type AND p.subject_id = t.subject_id AND p.account_id = $5
             AND p.part <> CASE t.stage WHEN 'first_review' THEN 'first_reviewer' ELSE 'final_approver' END)
       ORDER BY t.due_on, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED`,
      [now, stage ?? null, actor.directRoles.map((given) => given.role), actor.directRoles.map((given) => given.organizationPath), actor.accountId]);
  }

  /** Gives a locked task to an account until an instant of the wall clock. */
  async lease(tx: Tx, taskId: string, accountId: string, until: Date): Promise<void> {
    await tx.affected(
      `UPDATE review_tasks SET status = 'leased', leased_by = $2, leased_until = $3, version = version + 1
       WHERE id = $1 AND status IN ('open', 'leased')`, [taskId, accountId, until]);
  }

  /** Gives a task back. @returns false when the account does not hold it */
  async release(tx: Tx, taskId: string, accountId: string): Promise<boolean> {
    const touched = await tx.affected(
      `UPDATE review_tasks SET status = 'open', leased_by = NULL, leased_until = NULL, version = version + 1
       WHERE id = $1 AND status = 'leased' AND leased_by = $2`, [taskId, accountId]);
    return touched === 1;
  }

  /** Closes a held task and writes its decision, in the case's organization. @throws Refused `review.task_decided` */
  async decide(tx: Tx, task: LockedTask, decision: DecisionRow): Promise<void> {
    const touched = await tx.affected(
      `UPDATE review_tasks SET status = 'decided', version = version + 1 WHERE id = $1 AND status = 'leased' AND leased_by = $2`,
      [task.id, decision.decidedBy]);
    if (touched !== 1) throw new Refused<ReviewRefusal>('review.task_decided');
    await tx.affected(
      `INSERT INTO review_decisions (id, task_id, organization_id, subject_type, subject_id, stage, part, outcome, reason_code, comment, decided_by, decided_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [decision.id, task.id, task.subjectOrganizationId, task.subjectType, task.subjectId, task.stage, decision.part, decision.outcome,
        decision.reasonCode, decision.comment, decision.decidedBy, decision.decidedAt]);
  }
}
