import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { ReasonCodes, WrittenDecision } from '../rules/decision-reasons.js';
import type { ReviewStage } from '../rules/task-handling.js';

/** A decision as it reaches its subject: the task is locked and the part in the case taken. */
export interface ReviewDecision extends WrittenDecision {
  readonly id: string;
  readonly taskId: string;
  readonly stage: ReviewStage;
}

/** How a case stands in a list of tasks. Nothing in it is unmasked. */
export interface SubjectSummary {
  readonly number: string;
  readonly personName: string;
  readonly submittedOn: string | null;
}

/**
 * A kind of case that is decided in review tasks. The module that owns the cases joins it at start-up.
 * Everything runs in the transaction that it is given, so that both sides write or neither.
 */
export interface ReviewSubject {
  /** Also the source type of the payables that follow, because both speak of the same case. */
  readonly type: string;
  readonly reasonCodes: ReasonCodes;
  /** The case's version, which a decision must name. */
  version(tx: Tx, subjectId: string): Promise<number>;
  /** The same after locking the case until the transaction ends. The task is locked already (lock order: task, case, fund). */
  lockVersion(tx: Tx, subjectId: string): Promise<number>;
  /** Carries the decision out: changes the case's status and opens what follows. Throws a refusal when the case can not take it. */
  decide(tx: Tx, actor: Actor, subjectId: string, decision: ReviewDecision): Promise<void>;
  /**
   * Everything that a reviewer needs to see.
   * @param options.unmasked true for the holder of the task; the subject then records the look
   */
  view(tx: Tx, actor: Actor, subjectId: string, options: { readonly unmasked: boolean }): Promise<object>;
  /** One summary a case, by id. */
  summaries(tx: Tx, subjectIds: readonly string[]): Promise<ReadonlyMap<string, SubjectSummary>>;
}

const declared = new Set<string>();

/**
 * Declares a kind of case. The start is refused when nobody joins for it.
 * @throws Error when the kind is declared twice
 */
export function defineReviewSubject<const Type extends string>(type: Type): Type {
  if (declared.has(type)) throw new Error(`Review subject ${type} is declared twice`);
  declared.add(type);
  return type;
}

/** Which module answers for which kind of case. */
@Injectable()
export class ReviewSubjects implements OnApplicationBootstrap {
  private readonly subjects = new Map<string, ReviewSubject>();

  /** @throws Error when the kind was not declared or has an owner already */
  join(subject: ReviewSubject): void {
    if (!declared.has(subject.type)) throw new Error(`Review subject ${subject.type} is not declared`);
    if (this.subjects.has(subject.type)) throw new Error(`Review subject ${subject.type} has two owners`);
    this.subjects.set(subject.type, subject);
  }

  /** @throws Error when nobody answers for the kind */
  of(type: string): ReviewSubject {
    const subject = this.subjects.get(type);
    if (!subject) throw new Error(`Nobody answers for the review subject ${type}`);
    return subject;
  }

  /** @throws Error naming every declared kind without an owner, which stops the start */
  onApplicationBootstrap(): void {
    const orphans = [...declared].filter((type) => !this.subjects.has(type));
    if (orphans.length > 0) throw new Error(`Nobody answers for the review subjects: ${orphans.join(', ')}`);
  }
}
