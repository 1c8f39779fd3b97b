import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { ReviewSubjects } from '../public/review-subjects.js';
import { ReviewTasksQueries, type TaskWithVersion } from '../review-tasks.queries.js';

/** Opens a task with everything about its case. Its holder sees the case unmasked, and the look is recorded. */
@Injectable()
export class LookAtTask {
  constructor(
    private readonly transactions: Transactions,
    private readonly queries: ReviewTasksQueries,
    private readonly subjects: ReviewSubjects,
  ) {}

  /**
   * @returns the task, the case's version (which the decision names) and what the case's owner shows
   * @throws Refused `review.task_not_found`
   */
  async execute(actor: Actor, taskId: string): Promise<TaskWithVersion & { subject: object }> {
    // Not a reading transaction: an unmasked look leaves a row.
    return this.transactions.run(actor, async (tx) => {
      const task = await this.queries.inTransaction(tx, taskId);
      const subject = await this.subjects.of(task.subjectType).view(tx, actor, task.subjectId, { unmasked: task.heldByMe });
      return { ...task, subject };
    });
  }
}
