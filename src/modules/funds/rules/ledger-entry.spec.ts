import { describe, expect, it } from 'vitest';
import { effectFen, yearStatementOf, type EntryKind, type KindSum } from './ledger-entry.js';

describe('what an entry adds to the money that a fund holds', () => {
  it.each<[EntryKind, bigint]>([
    ['contribution', 500n], ['reserve', 0n], ['release', 0n], ['post', -500n], ['reversal', 500n],
  ])('%s of 500', (kind, effect) => {
    expect(effectFen(kind, 500n)).toBe(effect);
  });
});

const sum = (kind: EntryKind, beforeFen: bigint, duringFen: bigint): KindSum => ({ kind, beforeFen, duringFen });

describe('the year of a fund', () => {
  it.each<[string, KindSum[], [bigint, bigint, bigint, bigint]]>([
    ['nothing ever', [], [0n, 0n, 0n, 0n]],
    ['a first contribution', [sum('contribution', 0n, 900n)], [0n, 900n, 0n, 900n]],
    ['a contribution of an earlier year', [sum('contribution', 900n, 0n)], [900n, 0n, 0n, 900n]],
    ['money paid out', [sum('contribution', 900n, 100n), sum('post', 200n, 300n)], [700n, 100n, 300n, 500n]],
    ['money reserved only', [sum('contribution', 900n, 0n), sum('reserve', 100n, 200n), sum('release', 100n, 0n)], [900n, 0n, 0n, 900n]],
    ['a payment undone in its year', [sum('contribution', 900n, 0n), sum('post', 0n, 300n), sum('reversal', 0n, 300n)], [900n, 0n, 0n, 900n]],
    ['a payment undone a year later', [sum('contribution', 900n, 0n), sum('post', 300n, 0n), sum('reversal', 0n, 300n)], [600n, 0n, -300n, 900n]],
    ['beyond what a float holds', [sum('contribution', 9_007_199_254_740_993n, 1n)], [9_007_199_254_740_993n, 1n, 0n, 9_007_199_254_740_994n]],
  ])('%s', (_name, sums, [openingFen, inFen, outFen, closingFen]) => {
    expect(yearStatementOf(sums)).toEqual({ openingFen, inFen, outFen, closingFen });
  });
});
