/**
 * JSON replacer: a bigint (fen) is written as a whole JSON number, never as text.
 * @throws RangeError beyond 2^53 − 1, where a JSON number would silently be another one
 */
export function wholeNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('A whole number is too large for JSON');
  return number;
}
