import { toHalfWidth } from '../../../kernel/identifiers/normalize-text.js';
import type { ColumnSpec } from './column-spec.js';
import type { SheetRow } from './sheet.js';

/** Titles and notes stand above a header, but not more than this many rows of them. */
export const HEADER_WITHIN_ROWS = 30;

/** Where the columns of a kind stand in one sheet. */
export interface HeaderRow {
  readonly rowNumber: number;
  /** By column of the sheet, from 0: which column of the kind stands there. */
  readonly columns: ReadonlyMap<number, { readonly spec: ColumnSpec; readonly name: string }>;
  /** Headers that the kind does not know, as they are written. */
  readonly unknown: readonly string[];
}

/** @returns undefined when the row does not hold the headers of all required columns */
export function matchHeader(row: SheetRow, specs: readonly ColumnSpec[]): HeaderRow | undefined {
  const byHeader = new Map(specs.flatMap((spec) => spec.headers.map((header) => [plainHeader(header), spec] as const)));
  const columns = new Map<number, { spec: ColumnSpec; name: string }>();
  const taken = new Set<string>();
  const unknown: string[] = [];
  row.cells.forEach((cell, index) => {
    if (cell?.kind !== 'text') return;
    const spec = byHeader.get(plainHeader(cell.text));
    const name = shownHeader(cell.text);
    if (!spec || taken.has(spec.key)) unknown.push(name);
    else {
      taken.add(spec.key);
      columns.set(index, { spec, name });
    }
  });
  const complete = specs.every((spec) => !spec.required || taken.has(spec.key));
  return complete ? { rowNumber: row.number, columns, unknown } : undefined;
}

/** Headers are compared without spaces, stars, colons and remarks in brackets: `* 身份证 号码（必填）：` is 身份证号码. */
function plainHeader(text: string): string {
  return toHalfWidth(text).replace(/\([^)]*\)|【[^】]*】|[\s*:·]/gu, '').toLowerCase();
}

function shownHeader(text: string): string {
  return [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, 40).join('');
}
