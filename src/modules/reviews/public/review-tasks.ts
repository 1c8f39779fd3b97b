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
  /** Who handles it; leases offer it only where the role was given directly. */
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly role: ReviewRole;
  /** `YYYY-MM-DD`, see `DueDates`. */
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
   * Opens a task. A case has one live task at most; a second one is an error of the caller.
   * @returns the task's id
   */
  async openTask(tx: Tx, task: NewReviewTask): Promise<string> {
    this.subjects.of(task.subjectType);
    const id = newId();
    await tx.affected(
      `INSERT INTO review_tasks (id, organization_id, organization_path, subject_type, subject_id, stage, role, opened_on, due_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, task.organizationId, task.organizationPath, task.subjectType, task.subjectId, task.stage, task.role, this.clock.today(), task.dueOn]);
    return id;
  }

  /** Cancels the live task of a case, if there is one. Call it before locking the case (lock order: task, case). */
  async cancelTasks(tx: Tx, subjectType: string, subjectId: string): Promise<void> {
    await tx.affected(
      `UPDATE review_tasks SET status = 'cancelled', version = version + 1
       WHERE subject_type = $1 AND subject_id = $2 AND status IN ('open', 'leased')`, [subjectType, subjectId]);
  }
}
