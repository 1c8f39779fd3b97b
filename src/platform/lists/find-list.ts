import { Refused } from '../../kernel/refusals.js';
import type { ColumnSpec } from './import-kinds.js';
import { HEADER_WITHIN_ROWS, matchHeader, type HeaderRow } from './rules/header-row.js';
import type { OpenSheet } from './sheet-reader.js';

/**
 * Finds the list in a workbook: the first sheet with a header row, below whatever titles stand above it.
 * @throws Refused `import.header_not_found`
 */
export async function findList(sheets: readonly OpenSheet[], columns: readonly ColumnSpec[]): Promise<{ sheet: OpenSheet; header: HeaderRow }> {
  for (const sheet of sheets) {
    let rows = 0;
    for await (const row of sheet.rows()) {
      const header = matchHeader(row, columns);
      if (header) return { sheet, header };
      rows += 1;
      if (rows >= HEADER_WITHIN_ROWS) break;
    }
  }
  const required = columns.filter((column) => column.required).map((column) => column.headers[0]);
  throw new Refused('import.header_not_found', { rows: HEADER_WITHIN_ROWS, columns: required.join('、') });
}
