import { findUnsafeText } from '../../kernel/identifiers/normalize-text.js';
import { identifierMessages } from '../../kernel/identifiers/messages.js';
import type { ColumnSpec, ReadValue, RowProblem } from './import-kinds.js';
import { parseDate } from './rules/parse-date.js';
import { problem } from './rules/problems.js';
import type { SheetCell } from './rules/sheet.js';

/** What all columns of a kind have in common. */
export interface ColumnOptions {
  readonly key: string;
  readonly headers: readonly [string, ...string[]];
  readonly required?: boolean;
  readonly mask?: (text: string) => string;
}

/**
 * A column of texts. Formulas, errors, dates and yes-or-no values are refused, and so is what can not be stored.
 * @param read normalizes and checks the text
 * @param figures what a number cell is worth: its text, or that it has lost digits
 */
export function textColumn(
  options: ColumnOptions & { readonly figures?: 'text' | 'lost_digits' | 'refused' }, read: (text: string, today: string) => ReadValue,
): ColumnSpec {
  return {
    ...base(options),
    read: (cell, today) => {
      const wrong = wrongCell(cell, options.figures ?? 'text');
      return wrong ? { problem: wrong } : read(cell.text, today);
    },
  };
}

/** A column of short plain texts, spaces at the ends taken off. @param normalize how the text is stored and compared */
export function plainColumn(
  options: ColumnOptions & { readonly maximum: number; readonly figures?: 'text' | 'refused' }, normalize: (text: string) => string,
): ColumnSpec {
  return textColumn(options, (text) => {
    const value = normalize(text);
    if ([...value].length > options.maximum) return { problem: problem('import.text_too_long', { maximum: options.maximum }) };
    return { value: value === '' ? null : value };
  });
}

/** A column of dates: date cells, Excel serials, and texts such as 1988.1.1, 1988/01/01, 1988年1月1日, 19880101. */
export function dateColumn(options: ColumnOptions): ColumnSpec {
  return {
    ...base(options),
    read: (cell) => {
      if (cell.kind === 'formula') return { problem: problem('import.formula_not_allowed') };
      const value = parseDate(cell);
      return value === undefined ? { problem: problem('import.not_a_date') } : { value };
    },
  };
}

/** A column that lists often have and nobody needs; whatever it holds is accepted. */
export function ignoredColumn(options: ColumnOptions): ColumnSpec {
  return { ...base(options), ignored: true, read: () => ({ value: null }) };
}

function base(options: ColumnOptions): Omit<ColumnSpec, 'read'> {
  const { key, headers, required = false, mask } = options;
  return { key, headers, required, ...(mask ? { mask } : {}) };
}

function wrongCell(cell: SheetCell, figures: 'text' | 'lost_digits' | 'refused'): RowProblem | undefined {
  if (cell.kind === 'formula') return problem('import.formula_not_allowed');
  if (cell.kind === 'error') return problem('import.error_value');
  if (cell.kind === 'boolean') return problem('import.text_expected');
  if (cell.kind === 'number' && (figures === 'refused' || cell.date !== undefined)) return problem('import.text_expected');
  if (cell.kind === 'number') {
    // Excel keeps 15 digits; a figure with an exponent or a fraction is no number of a document either.
    if (figures === 'lost_digits' || !/^\d{1,15}$/.test(cell.text)) return problem('import.number_lost_digits');
    return undefined;
  }
  const unsafe = findUnsafeText(cell.text, { multiline: true });
  return unsafe ? { code: unsafe, ...identifierMessages[unsafe] } : undefined;
}
