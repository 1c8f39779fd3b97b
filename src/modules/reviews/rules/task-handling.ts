import type { Actor } from '../../../kernel/actor.js';

export type ReviewStage = 'first_review' | 'final_review';
export type ReviewRole = 'reviewer' | 'approver';
/** What an account can be in a case. It is one of them at most. */
export type CasePart = 'registrar' | 'first_reviewer' | 'final_approver' | 'payer' | 'finance_approver';

/** Why somebody may not work on a task, in order of precedence; each is a refusal of this module. */
export type HandlingRefusal =
  | 'review.task_decided' | 'review.task_cancelled' | 'review.not_your_role' | 'review.four_eyes' | 'review.task_leased' | 'review.not_lease_holder';

/** The part that deciding at a stage gives. */
export const partOfStage = { first_review: 'first_reviewer', final_review: 'final_approver' } as const satisfies Record<ReviewStage, CasePart>;

/** A task as far as the question of who may work on it goes. */
export interface HandledTask {
  readonly stage: ReviewStage;
  readonly role: ReviewRole;
  readonly organizationPath: string;
  readonly status: 'open' | 'leased' | 'decided' | 'cancelled';
  readonly leasedBy: string | null;
  readonly leasedUntil: Date | null;
}

/** Whether the task's role was given to the actor directly in the task's organization; a role given above does not count. */
export function isHandler(actor: Pick<Actor, 'directRoles'>, task: Pick<HandledTask, 'role' | 'organizationPath'>): boolean {
  return actor.directRoles.some((given) => given.role === task.role && given.organizationPath === task.organizationPath);
}

/** Whether somebody holds the task at this instant: a lease ends by itself. @param now wall clock */
export function isHeld(task: Pick<HandledTask, 'status' | 'leasedUntil'>, now: Date): boolean {
  return task.status === 'leased' && task.leasedUntil !== null && task.leasedUntil > now;
}

/**
 * Why an actor may not take a named task, or null when they may. Taking again what one holds is allowed and begins the time anew.
 * @param ownPart the part that the actor already has in the case, if any; the one that the stage gives is no obstacle
 * @param now wall clock
 */
export function refusalOfLease(
  task: HandledTask, actor: Pick<Actor, 'accountId' | 'directRoles'>, ownPart: CasePart | null, now: Date,
): HandlingRefusal | null {
  return refusalOfClosed(task) ?? refusalOfHandler(task, actor, ownPart)
    ?? (isHeld(task, now) && task.leasedBy !== actor.accountId ? 'review.task_leased' : null);
}

/** Why an actor may not decide a task, or null when they may: only who holds it decides. Parameters as in `refusalOfLease`. */
export function refusalOfDecision(
  task: HandledTask, actor: Pick<Actor, 'accountId' | 'directRoles'>, ownPart: CasePart | null, now: Date,
): HandlingRefusal | null {
  return refusalOfClosed(task) ?? refusalOfHandler(task, actor, ownPart)
    ?? (isHeld(task, now) && task.leasedBy === actor.accountId ? null : 'review.not_lease_holder');
}

function refusalOfClosed(task: HandledTask): HandlingRefusal | null {
  if (task.status === 'decided') return 'review.task_decided';
  return task.status === 'cancelled' ? 'review.task_cancelled' : null;
}

function refusalOfHandler(task: HandledTask, actor: Pick<Actor, 'directRoles'>, ownPart: CasePart | null): HandlingRefusal | null {
  if (!isHandler(actor, task)) return 'review.not_your_role';
  return ownPart !== null && ownPart !== partOfStage[task.stage] ? 'review.four_eyes' : null;
}
