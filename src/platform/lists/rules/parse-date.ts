import { isRealDate } from '../../../kernel/dates.js';
import { toHalfWidth } from '../../../kernel/identifiers/normalize-text.js';
import type { SheetCell } from './sheet.js';
import { dateOfSerial } from './serial-date.js';

/** Serials of 1900-01-01 to 2099-12-31; a bare number outside is no date. */
const LAST_BARE_SERIAL = 73_050;

/** Reads a cell as a calendar date. @returns `YYYY-MM-DD`, or undefined when it is none */
export function parseDate(cell: SheetCell): string | undefined {
  if (cell.kind === 'number') return cell.date ?? bareNumber(cell.text);
  if (cell.kind !== 'text') return undefined;
  const text = toHalfWidth(cell.text).replace(/\s+/g, '');
  const match = /^(\d{4})(?:[.\-/]|年)(\d{1,2})(?:[.\-/]|月)(\d{1,2})日?(?:00:00(?::00)?)?$/.exec(text);
  if (!match) return bareNumber(text);
  const [, year = '', month = '', day = ''] = match;
  return real(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

function bareNumber(text: string): string | undefined {
  if (/^\d{8}$/.test(text)) return real(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
  if (!/^\d{1,5}(?:\.\d+)?$/.test(text) || Number(text) > LAST_BARE_SERIAL) return undefined;
  return dateOfSerial(Number(text));
}

function real(date: string): string | undefined {
  return isRealDate(date) ? date : undefined;
}
