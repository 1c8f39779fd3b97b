import { defineTransitions, transitionOf, type Transition } from '../../../kernel/transitions.js';

/** Every status of a claim, in the order of its way. */
export const claimStatuses = [
  'draft', 'screening', 'first_review', 'final_review', 'approved', 'paying', 'paid',
  'returned', 'rejected', 'withdrawn', 'payment_failed', 'revoked', 'reversed',
] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

export type ClaimVerb =
  | 'submit' | 'resubmit' | 'contest' | 'screen_pass' | 'screen_return'
  | 'endorse_first' | 'endorse_final' | 'return_to_caseworker' | 'reject' | 'withdraw'
  | 'start_payment' | 'pay' | 'fail_payment' | 'reverse_payment';

export type ClaimTransition = Transition<ClaimStatus, ClaimVerb>;

/** Which verbs each status allows and where they lead. */
export const claimTransitions = defineTransitions<ClaimStatus, ClaimVerb>({
  draft: { submit: 'screening', withdraw: 'withdrawn' },
  screening: { screen_pass: 'first_review', screen_return: 'returned', withdraw: 'withdrawn' },
  returned: { resubmit: 'screening', contest: 'screening', withdraw: 'withdrawn' },
  first_review: { endorse_first: 'final_review', return_to_caseworker: 'returned', reject: 'rejected', withdraw: 'withdrawn' },
  final_review: { endorse_final: 'approved', return_to_caseworker: 'returned', reject: 'rejected', withdraw: 'withdrawn' },
  approved: { start_payment: 'paying' },
  paying: { pay: 'paid', fail_payment: 'payment_failed' },
  payment_failed: { start_payment: 'paying' },
  paid: { reverse_payment: 'reversed' },
  rejected: {},
  withdrawn: {},
  revoked: {},
  reversed: {},
});

/** The statuses in which the caseworker may change a claim. */
export const editableStatuses: readonly ClaimStatus[] = ['draft', 'returned'];

/** The statuses in which a claim holds the plan's one benefit; the index `claims_once_only` names the same. */
export const awardedStatuses: readonly ClaimStatus[] = ['approved', 'paying', 'paid', 'payment_failed'];

/** The verbs by which a caseworker hands a claim in; each starts a screening. */
export const submissionVerbs: readonly ClaimVerb[] = ['submit', 'resubmit', 'contest'];

/** The move that a verb makes from a status, or undefined when the status does not allow it. */
export function claimMove(from: ClaimStatus, verb: ClaimVerb): ClaimTransition | undefined {
  return transitionOf(claimTransitions, from, verb);
}

/** The statuses that allow a verb. */
export function statusesAllowing(verb: ClaimVerb): ClaimStatus[] {
  return claimStatuses.filter((status) => claimMove(status, verb) !== undefined);
}
