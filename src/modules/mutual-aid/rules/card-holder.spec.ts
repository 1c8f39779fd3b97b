import { describe, expect, it } from 'vitest';
import { ageOn, ageProblem } from './card-holder.js';

describe('ageOn', () => {
  it.each([
    ['1980-03-15', '2011-03-14', 30],
    ['1980-03-15', '2011-03-15', 31],
    ['1980-03-15', '2011-12-31', 31],
    ['2000-02-29', '2011-02-28', 10],
    ['2000-02-29', '2011-03-01', 11],
    ['2000-02-29', '2012-02-28', 11],
    ['2000-02-29', '2012-02-29', 12],
    ['2011-01-04', '2011-01-04', 0],
  ])('born %s, on %s: %i', (birthDate, day, age) => expect(ageOn(birthDate, day)).toBe(age));
});

describe('ageProblem', () => {
  const limits = { minimumAge: 16, maximumAge: 60 };

  it.each([
    ['on the sixteenth birthday', '1995-01-04', limits],
    ['on the last day of sixty', '1950-01-05', limits],
    ['any age without limits', '1900-01-01', { minimumAge: null, maximumAge: null }],
    ['old without an upper limit', '1900-01-01', { minimumAge: 16, maximumAge: null }],
    ['young without a lower limit', '2011-01-01', { minimumAge: null, maximumAge: 60 }],
  ])('takes %s', (_case, birthDate, given) => expect(ageProblem(birthDate, '2011-01-04', given)).toBeNull());

  it.each([
    ['the day before the sixteenth birthday', '1995-01-05', limits, { age: 15, minimum: 16, maximum: 60 }],
    ['the sixty-first birthday', '1950-01-04', limits, { age: 61, minimum: 16, maximum: 60 }],
    ['too young without an upper limit', '2000-01-01', { minimumAge: 16, maximumAge: null }, { age: 11, minimum: 16, maximum: '—' }],
    ['too old without a lower limit', '1900-01-01', { minimumAge: null, maximumAge: 60 }, { age: 111, minimum: 0, maximum: 60 }],
  ])('refuses %s', (_case, birthDate, given, problem) => expect(ageProblem(birthDate, '2011-01-04', given)).toEqual(problem));
});
