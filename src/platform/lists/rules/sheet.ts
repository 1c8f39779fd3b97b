/** One cell as the workbook holds it. Nothing is guessed: a number stays a number, a formula is named as one. */
export type SheetCell =
  | { readonly kind: 'text'; readonly text: string }
  /** `date` is set when the cell is formatted as a date, `YYYY-MM-DD`. */
  | { readonly kind: 'number'; readonly text: string; readonly date?: string }
  | { readonly kind: 'boolean'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'formula'; readonly text: string };

/** One row that holds at least one cell. */
export interface SheetRow {
  /** As Excel numbers it, from 1. */
  readonly number: number;
  /** By column, from 0; a blank cell is undefined. */
  readonly cells: readonly (SheetCell | undefined)[];
}
