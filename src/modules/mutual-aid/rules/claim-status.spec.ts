import { describe, expect, it } from 'vitest';
import { awardedStatuses, claimMove, claimStatuses, claimTransitions, editableStatuses, statusesAllowing, type ClaimStatus, type ClaimVerb } from './claim-status.js';

const arrows: readonly [ClaimStatus, ClaimVerb, ClaimStatus][] = [
  ['draft', 'submit', 'screening'],
  ['draft', 'withdraw', 'withdrawn'],
  ['screening', 'screen_pass', 'first_review'],
  ['screening', 'screen_return', 'returned'],
  ['screening', 'withdraw', 'withdrawn'],
  ['returned', 'resubmit', 'screening'],
  ['returned', 'contest', 'screening'],
  ['returned', 'withdraw', 'withdrawn'],
  ['first_review', 'endorse_first', 'final_review'],
  ['first_review', 'return_to_caseworker', 'returned'],
  ['first_review', 'reject', 'rejected'],
  ['first_review', 'withdraw', 'withdrawn'],
  ['final_review', 'endorse_final', 'approved'],
  ['final_review', 'return_to_caseworker', 'returned'],
  ['final_review', 'reject', 'rejected'],
  ['final_review', 'withdraw', 'withdrawn'],
  ['approved', 'start_payment', 'paying'],
  ['paying', 'pay', 'paid'],
  ['paying', 'fail_payment', 'payment_failed'],
  ['payment_failed', 'start_payment', 'paying'],
  ['paid', 'reverse_payment', 'reversed'],
];

describe('the way of a claim', () => {
  it.each(arrows)('%s, %s: %s', (from, verb, to) => {
    expect(claimMove(from, verb)).toEqual({ from, verb, to });
  });

  it('has no other arrow', () => {
    const all = claimStatuses.flatMap((from) => Object.entries(claimTransitions[from]).map(([verb, to]) => [from, verb, to]));
    expect(all).toEqual(expect.arrayContaining(arrows.map((arrow) => [...arrow])));
    expect(all).toHaveLength(arrows.length);
  });

  it.each<[ClaimStatus, ClaimVerb]>([
    ['draft', 'endorse_first'], ['screening', 'endorse_first'], ['first_review', 'endorse_final'], ['returned', 'submit'],
    ['approved', 'withdraw'], ['approved', 'pay'], ['paid', 'pay'], ['rejected', 'resubmit'], ['withdrawn', 'submit'], ['reversed', 'start_payment'],
  ])('%s does not allow %s', (from, verb) => {
    expect(claimMove(from, verb)).toBeUndefined();
  });

  it('may be edited before it is handed in and after it is returned, and nowhere else', () => {
    expect(editableStatuses).toEqual(claimStatuses.filter((status) => claimMove(status, 'submit') ?? claimMove(status, 'resubmit')));
  });

  it('holds the benefit from the approval to the reversal', () => {
    expect(awardedStatuses).toEqual(['approved', ...statusesAllowing('pay'), ...statusesAllowing('reverse_payment'), 'payment_failed']);
  });
});
