import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { ReviewRole, ReviewStage } from '../rules/task-handling.js';
import { ReviewSubjects } from './review-subjects.js';

/** A task to be put into the queue. */
export interface NewReviewTask {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly stage: ReviewStage;
  /** The case's own organization; who handles the task is found from there upwards. */
  readonly organizationId: string;
  readonly role: ReviewRole;
  /** `YYYY-MM-DD`, see `DueDates`. */
  readonly dueOn: string;
}

/** Where a case waits for a decision. It may be above the branch that asks, so there is a name and no id. */
export interface WaitingReview {
  readonly organizationName: string;
  readonly role: ReviewRole;
  /** `YYYY-MM-DD` */
  readonly since: string;
  /** `YYYY-MM-DD` */
  readonly dueOn: string;
}

/** How the owners of cases put work into the queue and take it out. */
@Injectable()
export class ReviewTasks {
  constructor(
    private readonly subjects: ReviewSubjects,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a task at the nearest organization, from the case's upwards, where somebody could decide it today: given the role directly,
   * active, and without another part in the case. Where nobody could, it waits at the case's own organization.
   * Take the acting person's part first, so that it counts. A case has one live task at most; a second one is an error of the caller.
   * @returns the task's id
   */
  async openTask(tx: Tx, task: NewReviewTask): Promise<string> {
    this.subjects.of(task.subjectType);
    const id = newId();
    await tx.rows(
      'SELECT open_review_task($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, task.subjectType, task.subjectId, task.organizationId, task.stage, task.role, this.clock.today(), task.dueOn]);
    return id;
  }

  /**
   * Cancels the live task of a case of the branch, if there is one, wherever it is handled.
   * Call it before locking the case (lock order: task, case).
   */
  async cancelTasks(tx: Tx, subjectType: string, subjectId: string): Promise<void> {
    await tx.rows('SELECT cancel_review_tasks($1, $2)', [subjectType, subjectId]);
  }

  /** Where a case of the branch waits for a decision, also above the branch; null when it waits for none. */
  async waiting(tx: Tx, subjectType: string, subjectId: string): Promise<WaitingReview | null> {
    const waiting = await tx.row<WaitingReview>(
      `SELECT organization_name AS "organizationName", role, opened_on::text AS since, due_on::text AS "dueOn" FROM review_task_waiting($1, $2)`,
      [subjectType, subjectId]);
    return waiting ?? null;
  }
}
