/** Calendar dates as `YYYY-MM-DD` strings. They carry no time and no zone, so that no conversion can shift a day. */

const dateShape = /^\d{4}-\d{2}-\d{2}$/;
const dayMilliseconds = 86_400_000;

/** True for a date that exists in the Gregorian calendar, years 0001 to 9999, written `YYYY-MM-DD`. */
export function isRealDate(text: string): boolean {
  if (!dateShape.test(text) || text.startsWith('0000')) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text;
}

/** Orders two dates: negative when `first` is earlier, 0 when equal, positive when later. */
export function compareDates(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/**
 * The date `days` calendar days after `date` (before it when negative).
 * @throws RangeError when `date` is no real date, `days` is not whole, or the result leaves the years 0001 to 9999.
 */
export function addDays(date: string, days: number): string {
  if (!Number.isSafeInteger(days)) throw new RangeError(`Not a whole number of days: ${days}`);
  return dateOfDayNumber(dayNumber(date) + days);
}

/**
 * Calendar days from `from` to `to`: 1 from a day to the next, negative when `to` is earlier.
 * @throws RangeError when one of them is no real date.
 */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/**
 * The same day `years` later (earlier when negative). 29 February becomes 28 February in a common year.
 * @throws RangeError when `date` is no real date or the result leaves the years 0001 to 9999.
 */
export function addYears(date: string, years: number): string {
  requireRealDate(date);
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  const moved = `${year}${date.slice(4)}`;
  if (isRealDate(moved)) return moved;
  const clipped = `${year}-02-28`;
  if (!date.endsWith('-02-29') || !isRealDate(clipped)) throw new RangeError(`Not a date: ${moved}`);
  return clipped;
}

/** The first and the last day of a calendar year, both included. */
export function yearRange(year: number): { readonly first: string; readonly last: string } {
  const text = String(year).padStart(4, '0');
  requireRealDate(`${text}-01-01`);
  return { first: `${text}-01-01`, last: `${text}-12-31` };
}

/** ISO day of the week: 1 is Monday, 7 is Sunday. */
export function dayOfWeek(date: string): number {
  // 1970-01-01, day number 0, was a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

function dayNumber(date: string): number {
  requireRealDate(date);
  return Date.parse(`${date}T00:00:00Z`) / dayMilliseconds;
}

function dateOfDayNumber(day: number): string {
  const instant = new Date(day * dayMilliseconds);
  const date = Number.isNaN(instant.getTime()) ? '' : instant.toISOString().slice(0, 10);
  requireRealDate(date);
  return date;
}

function requireRealDate(date: string): void {
  if (!isRealDate(date)) throw new RangeError(`Not a date: ${date}`);
}
