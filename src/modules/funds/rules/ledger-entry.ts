/** What the entries of a fund's ledger do to the money that the fund holds. */
export type EntryKind = 'contribution' | 'reserve' | 'post' | 'release' | 'reversal';

/** A year of one fund, in fen: `openingFen + inFen − outFen = closingFen` (R19). */
export interface YearStatement {
  readonly openingFen: bigint;
  readonly inFen: bigint;
  /** Paid out less what came back. */
  readonly outFen: bigint;
  readonly closingFen: bigint;
}

/** The sum of one kind's entries before a year and in it, in fen. */
export interface KindSum {
  readonly kind: EntryKind;
  readonly beforeFen: bigint;
  readonly duringFen: bigint;
}

/** The kinds that change what a fund holds; a reserve and its release only move money inside it. */
export const movingKinds = ['contribution', 'post', 'reversal'] as const satisfies readonly EntryKind[];

const direction: Readonly<Record<EntryKind, bigint>> = { contribution: 1n, reversal: 1n, post: -1n, reserve: 0n, release: 0n };

/** What an entry adds to the money that a fund holds, reserved money included; negative when it takes away. */
export function effectFen(kind: EntryKind, amountFen: bigint): bigint {
  return direction[kind] * amountFen;
}

/** Draws up the year of one fund from the sums of its entries, one a kind. */
export function yearStatementOf(sums: readonly KindSum[]): YearStatement {
  const total = (amount: (sum: KindSum) => bigint): bigint => sums.reduce((soFar, sum) => soFar + amount(sum), 0n);
  const openingFen = total(({ kind, beforeFen }) => effectFen(kind, beforeFen));
  const inFen = total(({ kind, duringFen }) => (kind === 'contribution' ? duringFen : 0n));
  const outFen = total(({ kind, duringFen }) => (kind === 'contribution' ? 0n : -effectFen(kind, duringFen)));
  return { openingFen, inFen, outFen, closingFen: openingFen + inFen - outFen };
}
