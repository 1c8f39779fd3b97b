import type { SheetRow } from './rules/sheet.js';

/** One sheet of an open workbook. */
export interface OpenSheet {
  readonly name: string;
  /** Reads the rows from the top, each time anew; no more than what is asked for is read. */
  rows(): AsyncIterable<SheetRow>;
  /** How much of the sheet the last `rows()` has read, from 0 to 1. */
  fractionRead(): number;
}

/** Reads workbooks; the only place that knows their format. */
export interface SheetReader {
  /**
   * Opens a workbook.
   * @param content the whole file
   * @throws Refused `import.old_or_protected_workbook`, `import.not_a_workbook`, `import.workbook_too_large` or
   *   `import.workbook_broken`, here and while rows are read
   */
  open(content: Buffer): Promise<readonly OpenSheet[]>;
}
