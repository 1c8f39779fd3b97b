import type { Sex } from './member-details.js';

/** The date of birth in a checked number of 18 characters, `YYYY-MM-DD` (GB 11643-1999, 4.2). */
export function birthDateOfNumber(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}

/** The sex in a checked number of 18 characters: an odd sequence is a man's. */
export function sexOfNumber(number: string): Sex {
  return Number(number[16]) % 2 === 1 ? 'male' : 'female';
}
