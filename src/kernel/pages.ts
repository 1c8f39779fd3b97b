import { isRealDate } from './dates.js';
import { isUuid } from './ids.js';
import { findUnsafeText } from './identifiers/normalize-text.js';

/** A page of a list as the API gives it; `nextCursor` is null on the last page. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** One sort value of a row. Money and other big integers travel as digits in a text. */
export type CursorValue = string | number | boolean | null;

/** What a sort value must be before it may reach the database. Each but `boolean` has a form that also takes null. */
export type CursorKind =
  | 'text' | 'integer' | 'digits' | 'date' | 'instant' | 'uuid' | 'boolean'
  | 'text?' | 'integer?' | 'digits?' | 'date?' | 'instant?' | 'uuid?';

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 200;
const longestCursor = 2_000;

const checks: Record<string, (value: CursorValue) => boolean> = {
  text: (value) => typeof value === 'string' && findUnsafeText(value, { multiline: true }) === null,
  integer: (value) => Number.isSafeInteger(value),
  digits: (value) => typeof value === 'string' && /^-?\d{1,18}$/.test(value),
  date: (value) => typeof value === 'string' && isRealDate(value),
  instant: (value) => typeof value === 'string' && isInstant(value),
  uuid: (value) => typeof value === 'string' && isUuid(value),
  boolean: (value) => typeof value === 'boolean',
};

/** The page size asked for, as it stands in a query: 50 when absent, undefined when it is not a whole number of 1 to 200. */
export function parsePageLimit(requested: string | number | undefined): number | undefined {
  if (requested === undefined) return DEFAULT_PAGE_LIMIT;
  if (typeof requested === 'string' && !/^\d{1,3}$/.test(requested)) return undefined;
  const limit = Number(requested);
  return Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_LIMIT ? limit : undefined;
}

/** Writes the sort values of a page's last row as an opaque cursor (base64url of a JSON array). */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

/**
 * Reads a cursor back.
 * @param kinds what each sort value must be, in order; a value of another kind would fail inside the database.
 * @returns the sort values, or undefined for anything that `encodeCursor` did not write for a list of these kinds.
 */
export function decodeCursor(text: string, kinds: readonly CursorKind[]): CursorValue[] | undefined {
  if (text.length === 0 || text.length > longestCursor) return undefined;
  const decoded = Buffer.from(text, 'base64url').toString('utf8');
  // Decoding skips what is not base64url, so only text that encodes back to itself is a cursor of ours.
  if (Buffer.from(decoded, 'utf8').toString('base64url') !== text) return undefined;
  const values = parseJson(decoded);
  if (!Array.isArray(values) || values.length !== kinds.length) return undefined;
  return kinds.every((kind, index) => fits(values[index], kind)) ? (values as CursorValue[]) : undefined;
}

/**
 * Cuts a page from rows that were fetched with `LIMIT limit + 1`: the extra row only tells that there is more.
 * @param cursorOf the sort values of a row, those of the last item shown become the next cursor.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly CursorValue[],
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(cursorOf(last)) : null };
}

function fits(value: unknown, kind: CursorKind): boolean {
  if (kind.endsWith('?')) return value === null || fits(value, kind.slice(0, -1) as CursorKind);
  return checks[kind]?.(value as CursorValue) ?? false;
}

function isInstant(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,6})?Z$/.exec(text);
  if (!match) return false;
  const [, date = '', hours, minutes, seconds] = match;
  return isRealDate(date) && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
