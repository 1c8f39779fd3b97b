import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { ReviewTasksRepository } from '../review-tasks.repository.js';
import type { ReviewRefusal } from '../reviews.refusals.js';

/** Gives a task back to the queue before its lease ends. */
@Injectable()
export class ReleaseLease {
  constructor(
    private readonly transactions: Transactions,
    private readonly tasks: ReviewTasksRepository,
  ) {}

  /** @throws Refused `review.task_not_found`, `review.not_lease_holder` */
  async execute(actor: Actor, taskId: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const task = await this.tasks.lockOrThrow(tx, taskId);
      const released = await this.tasks.release(tx, task.id, actor.accountId ?? '');
      if (!released) throw new Refused<ReviewRefusal>('review.not_lease_holder');
    });
  }
}
