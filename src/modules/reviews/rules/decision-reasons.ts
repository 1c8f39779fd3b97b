import type { FieldError } from '../../../kernel/refusals.js';

export type ReviewOutcome = 'endorse' | 'return' | 'reject';

/** Reason codes that a kind of case accepts, by outcome. */
export interface ReasonCodes {
  readonly return: readonly string[];
  readonly reject: readonly string[];
}

/** A decision as the reviewer wrote it. */
export interface WrittenDecision {
  readonly outcome: ReviewOutcome;
  readonly reasonCode: string | null;
  readonly comment: string | null;
}

/** What is wrong with the reasons of a decision. */
export type ReasonProblem =
  | { readonly code: 'review.reason_missing'; readonly errors: readonly FieldError[] }
  | { readonly code: 'review.reason_unknown'; readonly allowed: string };

const required = { code: 'required', zh: '退回或不予批准时必填', en: 'Needed when returning or rejecting' } as const;

/**
 * Whoever returns or rejects a case says why, in a code that can be counted and in words that help the applicant.
 * @returns null when nothing is wrong
 */
export function reasonProblem(decision: WrittenDecision, codes: ReasonCodes): ReasonProblem | null {
  if (decision.outcome === 'endorse') return null;
  const missing = [...(decision.reasonCode ? [] : ['reasonCode']), ...(decision.comment ? [] : ['comment'])];
  if (missing.length > 0) return { code: 'review.reason_missing', errors: missing.map((field) => ({ field, ...required })) };
  const allowed = codes[decision.outcome];
  return allowed.includes(decision.reasonCode ?? '') ? null : { code: 'review.reason_unknown', allowed: allowed.join(', ') };
}
