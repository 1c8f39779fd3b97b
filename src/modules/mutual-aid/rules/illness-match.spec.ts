import { describe, expect, it } from 'vitest';
import catalogue from '../../../../seeds/reference/illness-catalogue.json' with { type: 'json' };
import { builtInIllnessReasons, matchIllness, type IllnessCatalogue } from './illness-match.js';

type Row = [icd10Code: string, operationCode: string | null, matches: number[], reason: string | null];

describe('matchIllness with the catalogue of 2011', () => {
  it.each<Row>([
    ['I21.0', null, [3], null],
    ['I21.0', '36.1', [4, 3], null],
    ['I21.0', '36.11', [4, 3], null],
    ['I21.0', '36.06', [3], null],
    ['C92.0', null, [2], null],
    ['C92.0', '41.0', [6, 2], null],
    ['C92.0', '41.05', [6, 2], null],
    ['C78.0', null, [], 'secondary'],
    ['C79.9', null, [], 'secondary'],
    ['D05', null, [], 'in_situ'],
    ['D05.1', null, [], 'in_situ'],
    ['C44', null, [], 'skin_cancer'],
    ['C44.3', null, [], 'skin_cancer'],
    ['C91.1', null, [], 'chronic_lymphocytic'],
    ['C91.1', '41.0', [6], null],
    ['C91.0', null, [2], null],
    ['C91', null, [], 'code_too_general'],
    ['C34', null, [1], null],
    ['C34.1', null, [1], null],
    ['C43.9', null, [1], null],
    ['C76.0', null, [1], null],
    ['C80.0', null, [1], null],
    ['C80.9', null, [], 'outside_catalogue'],
    ['C80', null, [], 'code_too_general'],
    ['C81.9', null, [1], null],
    ['C90.0', null, [1], null],
    ['C95.9', null, [2], null],
    ['C96.2', null, [1], null],
    ['C97', null, [1], null],
    ['I22.9', null, [3], null],
    ['I25.1', '36.1', [4], null],
    ['I25.1', null, [], 'operation_required'],
    ['I25.1', '36.06', [], 'operation_required'],
    ['N18.0', null, [5], null],
    ['N18.5', null, [5], null],
    ['N18.5', '55.69', [6, 5], null],
    ['N18.4', null, [], 'outside_catalogue'],
    ['N18', null, [], 'code_too_general'],
    ['Z94.0', '55.6', [6], null],
    ['Z94.0', null, [], 'operation_required'],
    ['I42.0', '37.51', [6], null],
    ['K74.6', '50.59', [6], null],
    ['J84.1', '33.52', [6], null],
    ['I27.0', '33.6', [6], null],
    ['E10.2', '52.80', [6], null],
    ['I61.0', null, [7], null],
    ['I69.3', null, [7], null],
    ['I65.2', null, [], 'outside_catalogue'],
    ['B16.2', null, [8], null],
    ['K72.0', null, [8], null],
    ['B18.1', null, [], 'outside_catalogue'],
    ['D61.9', null, [9], null],
    ['D33.0', null, [10], null],
    ['D33.4', null, [], 'outside_catalogue'],
    ['D35.2', null, [10], null],
    ['T21.3', null, [11], null],
    ['T21.2', null, [], 'outside_catalogue'],
    ['T31.1', null, [], 'outside_catalogue'],
    ['T31.2', null, [11], null],
    ['I34.0', '35.23', [12], null],
    ['I34.0', '35.05', [], 'operation_required'],
    ['I71.4', '38.44', [13], null],
    ['I71.4', '38.4', [], 'operation_required'],
    ['I71.4', null, [], 'operation_required'],
    ['G82.2', null, [14], null],
    ['G83.0', null, [14], null],
    ['G83.1', null, [], 'outside_catalogue'],
    ['J18.9', null, [], 'outside_catalogue'],
    ['J18.9', '36.1', [], 'outside_catalogue'],
    ['c92.0', null, [], 'malformed_code'],
    ['C920', null, [], 'malformed_code'],
    ['', null, [], 'malformed_code'],
    ['I21.0', '361', [], 'malformed_code'],
  ])('%s with operation %s matches %j (%s)', (icd10Code, operationCode, matches, reason) => {
    const result = matchIllness(catalogue, icd10Code, operationCode);
    expect(result.matches.map((match) => match.no)).toEqual(matches);
    expect(result.decided).toEqual(result.matches[0] ?? null);
    expect(result.notCoveredReason).toBe(reason);
  });

  it('names the entries by number and code', () => {
    expect(matchIllness(catalogue, 'C92.0', '41.0')).toEqual({
      matches: [{ no: 6, code: 'ORGAN_OR_STEM_CELL_TRANSPLANT' }, { no: 2, code: 'LEUKAEMIA' }],
      decided: { no: 6, code: 'ORGAN_OR_STEM_CELL_TRANSPLANT' },
      notCoveredReason: null,
    });
  });

  it('takes a claim without an operation code', () => expect(matchIllness(catalogue, 'I21.0').decided?.no).toBe(3));
});

describe('matchIllness with an inactive entry', () => {
  const withoutLeukemia: IllnessCatalogue = {
    ...catalogue,
    entries: catalogue.entries.map((entry) => (entry.no === 2 ? { ...entry, active: false } : entry)),
  };

  it.each<Row>([
    ['C92.0', null, [], 'outside_catalogue'],
    ['C92.0', '41.0', [6], null],
    ['C34', null, [1], null],
  ])('%s with operation %s matches %j (%s)', (icd10Code, operationCode, matches, reason) => {
    const result = matchIllness(withoutLeukemia, icd10Code, operationCode);
    expect(result.matches.map((match) => match.no)).toEqual(matches);
    expect(result.notCoveredReason).toBe(reason);
  });
});

describe('reasons', () => {
  it('have a sentence in both languages, each in one place', () => {
    const used = [...catalogue.notCovered, ...catalogue.entries.flatMap((entry) => entry.excluded)].map(({ reason }) => reason);
    expect([...new Set(used)].sort()).toEqual(Object.keys(catalogue.reasons).sort());
    expect(Object.keys(catalogue.reasons).filter((reason) => reason in builtInIllnessReasons)).toEqual([]);
    for (const { zh, en } of [...Object.values(catalogue.reasons), ...Object.values(builtInIllnessReasons)]) {
      expect(zh).toMatch(/。$/);
      expect(en).toMatch(/^[A-Z].+\.$/);
    }
  });
});
