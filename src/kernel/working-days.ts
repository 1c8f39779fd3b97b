import { addDays, dayOfWeek } from './dates.js';

/**
 * What the State Council's yearly notice changes: `false` for a holiday, `true` for a make-up day (调休) that is worked.
 * Dates that it does not hold follow the week.
 */
export type WorkingCalendar = ReadonlyMap<string, boolean>;

/** True when the office works on that date: Monday to Friday unless the calendar says otherwise. */
export function isWorkingDay(date: string, calendar: WorkingCalendar): boolean {
  return calendar.get(date) ?? dayOfWeek(date) <= 5;
}

/**
 * The working day that is `workingDays` working days after `start`. The start itself is not counted,
 * and 0 gives the start back even when it is a holiday.
 * @throws RangeError when `start` is no real date or `workingDays` is negative or not whole.
 */
export function addWorkingDays(start: string, workingDays: number, calendar: WorkingCalendar): string {
  if (!Number.isSafeInteger(workingDays) || workingDays < 0) {
    throw new RangeError(`Not a number of working days: ${workingDays}`);
  }
  let date = addDays(start, 0);
  let left = workingDays;
  while (left > 0) {
    date = addDays(date, 1);
    if (isWorkingDay(date, calendar)) left -= 1;
  }
  return date;
}
