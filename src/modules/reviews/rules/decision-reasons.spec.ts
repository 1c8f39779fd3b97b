import { describe, expect, it } from 'vitest';
import { reasonProblem, type WrittenDecision } from './decision-reasons.js';

const codes = { return: ['documents_incomplete'], reject: ['not_covered', 'other'] };

describe('the reasons of a decision', () => {
  it.each<[string, WrittenDecision, string | null]>([
    ['an endorsement needs none', { outcome: 'endorse', reasonCode: null, comment: null }, null],
    ['an endorsement may have a comment', { outcome: 'endorse', reasonCode: null, comment: '属实' }, null],
    ['a return with both', { outcome: 'return', reasonCode: 'documents_incomplete', comment: '缺发票' }, null],
    ['a rejection with both', { outcome: 'reject', reasonCode: 'other', comment: '见附页' }, null],
    ['a return without a code', { outcome: 'return', reasonCode: null, comment: '缺发票' }, 'review.reason_missing'],
    ['a rejection without a comment', { outcome: 'reject', reasonCode: 'other', comment: null }, 'review.reason_missing'],
    ['a rejection with an empty comment', { outcome: 'reject', reasonCode: 'other', comment: '' }, 'review.reason_missing'],
    ['a code of the other outcome', { outcome: 'return', reasonCode: 'not_covered', comment: '不在目录' }, 'review.reason_unknown'],
  ])('%s', (_name, decision, expected) => {
    expect(reasonProblem(decision, codes)?.code ?? null).toBe(expected);
  });

  it('names every missing field', () => {
    const problem = reasonProblem({ outcome: 'reject', reasonCode: null, comment: null }, codes);
    expect(problem).toMatchObject({ errors: [{ field: 'reasonCode' }, { field: 'comment' }] });
  });
});
