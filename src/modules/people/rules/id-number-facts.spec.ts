import { expect, it } from 'vitest';
import { birthDateOfNumber, sexOfNumber } from './id-number-facts.js';

it.each([
  ['32058419760315123X', '1976-03-15', 'male'],
  ['320502198207092047', '1982-07-09', 'female'],
  ['320585200002294260', '2000-02-29', 'female'],
  ['810000198504120119', '1985-04-12', 'male'],
])('%s: born %s, %s', (number, birthDate, sex) => {
  expect(birthDateOfNumber(number)).toBe(birthDate);
  expect(sexOfNumber(number)).toBe(sex);
});
