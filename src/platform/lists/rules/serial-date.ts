import { addDays } from '../../../kernel/dates.js';

const LAST_SERIAL = 2_958_465;
const OFFSET_1904 = 1_462;

/**
 * The date of an Excel serial number; a time of day is dropped.
 * Excel counts a 29 February 1900 that never was: serials below it are a day ahead of those above.
 * @returns undefined for what is no date from 1900-01-01 to 9999-12-31, and for that day itself
 */
export function dateOfSerial(serial: number, countsFrom1904 = false): string | undefined {
  const day = Math.floor(serial) + (countsFrom1904 ? OFFSET_1904 : 0);
  if (!Number.isFinite(serial) || day < 1 || day > LAST_SERIAL || day === 60) return undefined;
  return addDays(day < 60 ? '1899-12-31' : '1899-12-30', day);
}
