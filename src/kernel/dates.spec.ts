import { describe, expect, it } from 'vitest';
import { addDays, addYears, compareDates, dayOfWeek, daysBetween, isRealDate, yearRange } from './dates.js';

describe('isRealDate', () => {
  it.each([
    ['2011-11-22', true],
    ['2012-02-29', true],
    ['2000-02-29', true],
    ['0001-01-01', true],
    ['9999-12-31', true],
    ['2011-02-29', false],
    ['1900-02-29', false],
    ['2011-04-31', false],
    ['2011-13-01', false],
    ['2011-00-10', false],
    ['2011-01-00', false],
    ['0000-01-01', false],
    ['2011-1-1', false],
    ['2011-01-01T00:00:00Z', false],
    ['2011-01-01\n', false],
    ['20110101', false],
    ['', false],
  ])('%j is %s', (text, expected) => expect(isRealDate(text)).toBe(expected));
});

describe('compareDates', () => {
  it.each([
    ['2011-12-31', '2012-01-01', -1],
    ['2012-01-01', '2012-01-01', 0],
    ['2012-01-02', '2012-01-01', 1],
  ])('%s against %s', (first, second, expected) => expect(compareDates(first, second)).toBe(expected));
});

describe('addDays and daysBetween', () => {
  it.each([
    ['2011-12-31', 1, '2012-01-01'],
    ['2012-02-28', 1, '2012-02-29'],
    ['2011-02-28', 1, '2011-03-01'],
    ['2012-03-01', -1, '2012-02-29'],
    ['2011-01-04', 0, '2011-01-04'],
    ['2011-01-04', 180, '2011-07-03'],
    ['1970-01-01', -1, '1969-12-31'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
    // `+ 0` turns the -0 of a negated zero into 0.
    expect(daysBetween(date, expected) + 0).toBe(days);
    expect(daysBetween(expected, date) + 0).toBe(0 - days);
  });

  it.each([
    ['2011-02-30', 1],
    ['2011-01-01', 0.5],
    ['9999-12-31', 1],
    ['0001-01-01', -1],
    ['2011-01-01', Number.MAX_SAFE_INTEGER],
  ])('throws on %s and %d', (date, days) => expect(() => addDays(date, days)).toThrow(RangeError));
});

describe('addYears', () => {
  it.each([
    ['2011-11-22', 1, '2012-11-22'],
    ['2012-02-29', 1, '2013-02-28'],
    ['2012-02-29', 4, '2016-02-29'],
    ['2012-02-29', -1, '2011-02-28'],
    ['2012-12-31', -12, '2000-12-31'],
  ])('%s and %i years is %s', (date, years, expected) => expect(addYears(date, years)).toBe(expected));

  it.each([
    ['2011-02-29', 1],
    ['9999-06-01', 1],
    ['2011-06-01', 0.5],
    ['2012-02-29', 9000],
  ])('throws on %s and %d', (date, years) => expect(() => addYears(date, years)).toThrow(RangeError));
});

describe('yearRange', () => {
  it('includes both ends', () => expect(yearRange(2011)).toEqual({ first: '2011-01-01', last: '2011-12-31' }));
  it.each([0, 10_000, 2011.5])('throws on %d', (year) => expect(() => yearRange(year)).toThrow(RangeError));
});

describe('dayOfWeek', () => {
  it.each([
    ['2011-01-03', 1],
    ['2011-01-02', 7],
    ['1969-12-31', 3],
    ['1949-10-01', 6],
  ])('%s is %i', (date, expected) => expect(dayOfWeek(date)).toBe(expected));
});
