import { describe, expect, it } from 'vitest';
import chapters from '../../../../seeds/reference/icd10-chapters.json' with { type: 'json' };
import catalogue from '../../../../seeds/reference/illness-catalogue.json' with { type: 'json' };
import { isKnownIcd10 } from '../../../kernel/icd10.js';
import { assertCatalogueSound } from './illness-catalogue.js';
import type { IllnessEntry } from './illness-match.js';

const plain: IllnessEntry = {
  no: 1, code: 'A', active: true, icd10Ranges: ['C00-C76'], excluded: [], operationCodes: [], operationRequired: false, anyDiagnosis: false,
};
const other: IllnessEntry = { ...plain, no: 2, code: 'B', icd10Ranges: ['D61'] };
const operated: IllnessEntry = { ...plain, no: 3, code: 'C', operationCodes: ['36.1'], operationRequired: true };

describe('assertCatalogueSound', () => {
  it('accepts the catalogue of 2011 with exactly 14 illnesses', () => {
    expect(() => assertCatalogueSound(catalogue.entries, catalogue.entryCount)).not.toThrow();
    expect(catalogue.entryCount).toBe(14);
    expect(catalogue.entries.map((entry) => entry.no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it.each<[string, IllnessEntry[], number]>([
    ['apart from each other', [plain, other], 2],
    ['an operation over the same diagnoses', [plain, operated], 2],
    ['two operations over the same diagnoses', [operated, { ...operated, no: 4, code: 'D', operationCodes: ['36.2'] }], 2],
    ['one operation over different diagnoses', [operated, { ...operated, no: 4, code: 'D', icd10Ranges: ['D61'] }], 2],
    ['an inactive one over the same diagnoses', [plain, { ...plain, no: 2, code: 'B', active: false }], 1],
  ])('accepts entries: %s', (_name, entries, count) => expect(() => assertCatalogueSound(entries, count)).not.toThrow());

  it.each<[IllnessEntry[], number, string]>([
    [[plain, other], 3, '2 active entries instead of 3'],
    [[plain, other], 1, '2 active entries instead of 1'],
    [[plain, { ...other, active: false }], 2, '1 active entries instead of 2'],
    [[plain, { ...other, no: 1 }], 2, 'number 1 is used twice'],
    [[plain, { ...other, code: 'A' }], 2, 'code A is used twice'],
    [[plain, { ...other, icd10Ranges: ['D61', 'C76.1'] }], 2, 'entries 1 and 2 overlap'],
    [[{ ...plain, icd10Ranges: ['C76-C00'] }], 1, 'range C76-C00 of entry 1 is malformed'],
    [[{ ...plain, icd10Ranges: ['C00–C76'] }], 1, 'range C00–C76 of entry 1 is malformed'],
    [[{ ...plain, excluded: [{ range: 'c44', reason: 'skin_cancer' }] }], 1, 'range c44 of entry 1 is malformed'],
    [[{ ...plain, excluded: [{ range: 'C78', reason: 'secondary' }] }], 1, 'entry 1 excludes C78, which it does not hold'],
    [[{ ...plain, icd10Ranges: [] }], 1, 'entry 1 has no range'],
    [[{ ...operated, operationCodes: ['361'] }], 1, 'operation 361 of entry 3 is malformed'],
    [[{ ...operated, operationCodes: [] }], 1, 'entry 3 contradicts itself about its operation'],
    [[{ ...operated, operationRequired: false }], 1, 'entry 3 contradicts itself about its operation'],
    [[{ ...plain, anyDiagnosis: true }], 1, 'entry 1 takes any diagnosis without an operation'],
    [[operated, { ...operated, no: 4, code: 'D', operationCodes: ['36.15'] }], 2, 'entries 3 and 4 overlap'],
    [[operated, { ...operated, no: 4, code: 'D', icd10Ranges: [], anyDiagnosis: true }], 2, 'entries 3 and 4 overlap'],
  ])('refuses entries %# (of %i): %s', (entries, count, fault) => {
    expect(() => assertCatalogueSound(entries, count)).toThrow(fault);
  });

  it('lists every fault at once', () => {
    expect(() => assertCatalogueSound([plain, { ...plain, no: 2 }], 3)).toThrow(
      'Unsound illness catalogue: 2 active entries instead of 3; code A is used twice; entries 1 and 2 overlap');
  });
});

describe('the catalogue of 2011', () => {
  it('names only diagnoses that the WHO has assigned', () => {
    const known = chapters.flatMap((chapter) => chapter.categories);
    const ends = catalogue.entries.flatMap((entry) => entry.icd10Ranges.flatMap((range) => range.split('-')));
    expect(ends.filter((code) => !isKnownIcd10(code, known))).toEqual([]);
  });
  it('takes only its first two illnesses from the bulletin and calls no code verified', () => {
    expect(catalogue.entries.filter((entry) => entry.origin === 'bulletin').map((entry) => entry.no)).toEqual([1, 2]);
    expect(catalogue.entries.filter((entry) => entry.verified)).toEqual([]);
  });
});
