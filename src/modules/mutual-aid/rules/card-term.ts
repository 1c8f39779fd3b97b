import { addDays, isRealDate } from '../../../kernel/dates.js';

/**
 * The last day of a card: the day before the one that is `months` later, so that a card of twelve months from 4 January
 * ends on 3 January. Where the later month lacks the day, the term ends with that month.
 * @param validFrom `YYYY-MM-DD`
 * @throws RangeError when it is no real date or the term leaves the years 0001 to 9999
 */
export function lastDayOfTerm(validFrom: string, months: number): string {
  if (!isRealDate(validFrom)) throw new RangeError(`Not a date: ${validFrom}`);
  const [year = 0, month = 0, day = 0] = validFrom.split('-').map(Number);
  const count = year * 12 + (month - 1) + months;
  const firstOfMonth = dateOf(Math.floor(count / 12), (count % 12) + 1, 1);
  const lastOfMonth = addDays(dateOf(Math.floor((count + 1) / 12), ((count + 1) % 12) + 1, 1), -1);
  const sameDay = addDays(firstOfMonth, day - 1);
  return sameDay > lastOfMonth ? lastOfMonth : addDays(sameDay, -1);
}

function dateOf(year: number, month: number, day: number): string {
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
