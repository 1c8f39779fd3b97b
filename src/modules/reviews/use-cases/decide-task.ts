import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { CaseParts } from '../public/case-parts.js';
import { ReviewSubjects, type ReviewDecision } from '../public/review-subjects.js';
import { ReviewTasksRepository, type LockedTask } from '../review-tasks.repository.js';
import type { ReviewRefusal } from '../reviews.refusals.js';
import { reasonProblem, type WrittenDecision } from '../rules/decision-reasons.js';
import { partOfStage, refusalOfDecision } from '../rules/task-handling.js';

/** A decision and what it was made on. */
export interface DecideTaskCommand extends WrittenDecision {
  readonly taskId: string;
  /** The version of the case that the reviewer saw. */
  readonly subjectVersion: number;
}

/** Decides a task: the decision, the part in the case and what the case makes of it are written together or not at all. */
@Injectable()
export class DecideTask {
  constructor(
    private readonly transactions: Transactions,
    private readonly tasks: ReviewTasksRepository,
    private readonly subjects: ReviewSubjects,
    private readonly parts: CaseParts,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  /**
   * @returns the task's id
   * @throws Refused `review.task_not_found`, the refusals of `refusalOfDecision`, `version.stale`, `review.reason_missing`,
   * `review.reason_unknown`, `review.four_eyes`, and what the case refuses
   */
  async execute(actor: Actor, command: DecideTaskCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const task = await this.tasks.lockOrThrow(tx, command.taskId);
      const ownPart = await this.parts.ownPart(tx, task.subjectType, task.subjectId);
      const refusal = refusalOfDecision(task, actor, ownPart, this.clock.realNow());
      if (refusal) throw new Refused<ReviewRefusal>(refusal);
      await this.checkSubject(tx, task, command);
      const decision = await this.write(tx, task, command);
      await this.subjects.of(task.subjectType).decide(tx, actor, task.subjectId, decision);
      return { id: task.id };
    });
  }

  private async checkSubject(tx: Tx, task: LockedTask, command: DecideTaskCommand): Promise<void> {
    const subject = this.subjects.of(task.subjectType);
    const version = await subject.lockVersion(tx, task.subjectId);
    if (version !== command.subjectVersion) throw new Refused('version.stale', { currentVersion: version });
    const problem = reasonProblem(command, subject.reasonCodes);
    if (problem) throw new Refused<ReviewRefusal>(problem.code, problem.code === 'review.reason_missing' ? { errors: problem.errors } : { allowed: problem.allowed });
  }

  private async write(tx: Tx, task: LockedTask, command: DecideTaskCommand): Promise<ReviewDecision> {
    const { outcome, reasonCode, comment } = command;
    const id = newId();
    const part = partOfStage[task.stage];
    await this.parts.take(tx, task.subjectType, task.subjectId, part, task.subjectOrganizationId);
    await this.tasks.decide(tx, task, {
      id, part, outcome, reasonCode,
      comment: comment ? this.cipher.seal({ table: 'review_decisions', column: 'comment', rowId: id }, comment) : null,
      decidedBy: tx.actor.accountId ?? '', decidedAt: this.clock.now(),
    });
    return { id, taskId: task.id, stage: task.stage, outcome, reasonCode, comment };
  }
}
