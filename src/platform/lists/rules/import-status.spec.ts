import { expect, it } from 'vitest';
import { nextStatus, verbsFrom } from '../../../kernel/transitions.js';
import { importTransitions, type ImportStatus, type ImportVerb } from './import-status.js';

it.each<[ImportStatus, ImportVerb, ImportStatus | undefined]>([
  ['checking', 'show', 'preview'], ['checking', 'fail', 'failed'], ['checking', 'drop', 'dropped'], ['checking', 'confirm', undefined],
  ['preview', 'confirm', 'applying'], ['preview', 'drop', 'dropped'], ['preview', 'finish', undefined],
  ['applying', 'finish', 'applied'], ['applying', 'fail', 'failed'], ['applying', 'drop', undefined], ['applying', 'confirm', undefined],
  ['failed', 'drop', 'dropped'], ['failed', 'confirm', undefined],
])('%s, %s: %s', (from, verb, to) => {
  expect(nextStatus(importTransitions, from, verb)).toBe(to);
});

it.each<ImportStatus>(['applied', 'dropped'])('%s is final', (status) => {
  expect(verbsFrom(importTransitions, status)).toEqual([]);
});
