import { describe, expect, it } from 'vitest';
import calendarRows from '../../seeds/reference/working-days.json' with { type: 'json' };
import { dayOfWeek, isRealDate } from './dates.js';
import { addWorkingDays, isWorkingDay } from './working-days.js';

const calendar = new Map(calendarRows.map((row) => [row.date, row.working]));
const none = new Map<string, boolean>();

describe('isWorkingDay', () => {
  it.each([
    ['2011-11-18', true, 'Friday'],
    ['2011-11-19', false, 'Saturday'],
    ['2011-11-20', false, 'Sunday'],
    ['2011-10-07', false, 'holiday on a Friday'],
    ['2011-10-08', true, 'make-up day on a Saturday'],
    ['2011-10-09', true, 'make-up day on a Sunday'],
  ])('%s is %s (%s)', (date, expected) => expect(isWorkingDay(date, calendar)).toBe(expected));
});

describe('addWorkingDays', () => {
  it.each([
    ['2011-11-18', 0, '2011-11-18', 'nothing to add'],
    ['2011-11-19', 0, '2011-11-19', 'nothing to add, on a Saturday'],
    ['2011-11-18', 1, '2011-11-21', 'over a weekend'],
    ['2011-11-19', 1, '2011-11-21', 'from a Saturday'],
    ['2011-11-14', 5, '2011-11-21', 'five days are a week'],
    ['2011-09-30', 1, '2011-10-08', 'over the National Day week to a make-up Saturday'],
    ['2011-09-30', 3, '2011-10-10', 'make-up Saturday and Sunday both count'],
    ['2011-12-30', 2, '2012-01-04', 'make-up day on New Year\'s Eve, then three days off'],
    ['2012-01-20', 2, '2012-01-29', 'make-up Saturday, Spring Festival, make-up Sunday'],
    ['2026-02-13', 2, '2026-02-24', 'Spring Festival of 2026'],
  ])('%s and %i is %s (%s)', (start, days, expected) => expect(addWorkingDays(start, days, calendar)).toBe(expected));

  it('follows the week alone without a calendar', () => {
    expect(addWorkingDays('2011-09-30', 3, none)).toBe('2011-10-05');
  });

  it.each([
    ['2011-02-30', 1],
    ['2011-01-04', -1],
    ['2011-01-04', 1.5],
  ])('throws on %s and %d', (start, days) => expect(() => addWorkingDays(start, days, none)).toThrow(RangeError));
});

describe('the seeded calendar', () => {
  it('names each real date once', () => {
    expect(new Set(calendarRows.map((row) => row.date)).size).toBe(calendarRows.length);
    expect(calendarRows.filter((row) => !isRealDate(row.date))).toEqual([]);
  });
  it('works only on weekends, since a weekday needs no make-up entry', () => {
    expect(calendarRows.filter((row) => row.working && dayOfWeek(row.date) <= 5)).toEqual([]);
  });
});
