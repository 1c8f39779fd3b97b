import type { SheetCell } from './sheet.js';

/** Why a row is refused, or one value of it: a stable code and a sentence in each language. */
export interface RowProblem {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** A problem with the column it is about; without a column it is about the row as a whole. */
export interface ColumnProblem extends RowProblem {
  readonly columnKey?: string;
}

/** What a cell was read as: a value (null for a blank one), or why it is refused. */
export type ReadValue = { readonly value: string | null } | { readonly problem: RowProblem };

/** One column that a kind understands. */
export interface ColumnSpec {
  readonly key: string;
  /** How the header may be written; the first one is the name used in sentences. */
  readonly headers: readonly [string, ...string[]];
  /** The header must be there and no row may leave it blank. */
  readonly required: boolean;
  /** Known, but neither read nor kept (序号, 备注). */
  readonly ignored?: boolean;
  /** Normalizes and checks one cell that is not blank. Pure. `today` is the business date, `YYYY-MM-DD`. */
  readonly read: (cell: SheetCell, today: string) => ReadValue;
  /** How a refused value is shown. Without it long digits are masked and the rest is shown. */
  readonly mask?: (text: string) => string;
}
