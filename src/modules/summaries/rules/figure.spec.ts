import { expect, it } from 'vitest';
import { displayOf } from './figure.js';

it.each<[string, bigint, string]>([
  ['fen', 1_000_000n, '¥10,000.00'], ['fen', 0n, '¥0.00'], ['fen', -1n, '-¥0.01'],
  ['person_times', 224n, '224'], ['person_times', 0n, '0'], ['person_times', 1_000_000n, '1,000,000'], ['person_times', 1_234n, '1,234'],
])('%s %s is shown as %s', (unit, value, text) => {
  expect(displayOf(unit, value)).toBe(text);
});
