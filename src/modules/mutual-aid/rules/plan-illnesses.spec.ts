import { describe, expect, it } from 'vitest';
import seed from '../../../../seeds/reference/illness-catalogue.json' with { type: 'json' };
import { copyOfCatalogue, unexplainedReasons, type ReferenceCatalogue } from './plan-illnesses.js';

const catalogue = seed as ReferenceCatalogue;

describe('copyOfCatalogue', () => {
  const copy = copyOfCatalogue(catalogue);

  it('takes all 14 illnesses in order, two of them from the bulletin', () => {
    expect(copy.illnesses.map((illness) => illness.no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(copy.illnesses.filter((illness) => illness.origin === 'bulletin').map((illness) => illness.no)).toEqual([1, 2]);
    expect(copy.illnesses.filter((illness) => illness.origin === 'default')).toHaveLength(12);
  });

  it('keeps what matching needs, each exclusion with its sentence', () => {
    const leukemia = copy.illnesses[1]!;
    expect(leukemia.rule).toEqual({
      icd10Ranges: ['C91-C95'], operationCodes: [], operationRequired: false, anyDiagnosis: false,
      excluded: [{ range: 'C91.1', reason: 'chronic_lymphocytic', ...catalogue.reasons['chronic_lymphocytic'] }],
    });
    expect(copy.notCovered[0]).toEqual({ range: 'C77-C79', reason: 'secondary', ...catalogue.reasons['secondary'] });
  });
});

describe('unexplainedReasons', () => {
  it('finds none in the catalogue of 2011', () => expect(unexplainedReasons(catalogue)).toEqual([]));

  it('names each reason once, of an entry or of the whole list, also one called like a built-in property', () => {
    const notCovered = [{ range: 'C77', reason: 'unheard' }, { range: 'C78', reason: 'unheard' }, { range: 'C79', reason: 'constructor' }];
    expect(unexplainedReasons({ ...catalogue, notCovered })).toEqual(['unheard', 'constructor']);
    const entries = [{ ...catalogue.entries[0]!, excluded: [{ range: 'C44', reason: 'sunburn' }] }];
    expect(unexplainedReasons({ ...catalogue, entries })).toEqual(['sunburn']);
  });
});
