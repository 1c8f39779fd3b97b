import { Injectable } from '@nestjs/common';
import { Environment } from '../../../config/env.js';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { CaseParts } from '../public/case-parts.js';
import { ReviewTasksRepository, type LockedTask } from '../review-tasks.repository.js';
import type { ReviewRefusal } from '../reviews.refusals.js';
import { refusalOfLease, type ReviewStage } from '../rules/task-handling.js';

/** Takes the next task of a stage (of any stage when left out), or the named one. */
export interface LeaseTaskCommand {
  readonly stage?: ReviewStage;
  readonly taskId?: string;
}

/** Gives a task to the reviewer who asks, for LEASE_MINUTES of the wall clock. */
@Injectable()
export class LeaseTask {
  constructor(
    private readonly transactions: Transactions,
    private readonly tasks: ReviewTasksRepository,
    private readonly parts: CaseParts,
    private readonly clock: Clock,
    private readonly environment: Environment,
  ) {}

  /**
   * @returns the task's id
   * @throws Refused `review.queue_empty`, or for a named task `review.task_not_found` and the refusals of `refusalOfLease`
   */
  async execute(actor: Actor, command: LeaseTaskCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const now = this.clock.realNow();
      const task = command.taskId ? await this.lockNamed(tx, command.taskId, now) : await this.tasks.lockNext(tx, actor, command.stage, now);
      if (!task) throw new Refused<ReviewRefusal>('review.queue_empty');
      const until = new Date(now.getTime() + this.environment.LEASE_MINUTES * 60_000);
      await this.tasks.lease(tx, task.id, actor.accountId ?? '', until);
      return { id: task.id };
    });
  }

  private async lockNamed(tx: Tx, taskId: string, now: Date): Promise<LockedTask> {
    const task = await this.tasks.lockOrThrow(tx, taskId);
    const refusal = refusalOfLease(task, tx.actor, await this.parts.ownPart(tx, task.subjectType, task.subjectId), now);
    if (refusal) throw new Refused<ReviewRefusal>(refusal);
    return task;
  }
}
