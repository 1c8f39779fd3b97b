import { expect, it } from 'vitest';
import { progressOf } from './progress.js';

const start = new Date('2011-01-04T01:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

it.each([
  ['a quarter in two seconds', 500, 0.25, 2, 250, 6],
  ['all of it', 2_000, 1, 4, 500, 0],
  ['more than was declared', 2_000, 1.5, 4, 500, 0],
  ['nothing yet', 0, 0, 3, 0, null],
])('%s', (_what, rows, fraction, seconds, rowsPerSecond, secondsLeft) => {
  expect(progressOf({ rows, good: rows, refused: 0, fraction }, start, after(seconds))).toEqual(
    { startedAt: start.toISOString(), rowsDone: rows, rowsGood: rows, rowsRefused: 0, rowsPerSecond, secondsLeft });
});

it('does not divide by a moment that has not passed', () => {
  expect(progressOf({ rows: 5, good: 5, refused: 0, fraction: 0.5 }, start, start)).toMatchObject({ rowsPerSecond: 5_000, secondsLeft: 1 });
});
