import { expect, it } from 'vitest';
import { builtInIllnessReasons } from './illness-match.js';
import { notCoveredSentence, type ExplainedCatalogue } from './not-covered-sentence.js';

const catalogue: ExplainedCatalogue = {
  entries: [{
    no: 1, code: 'LEUKAEMIA', active: true, icd10Ranges: ['C91-C95'], operationCodes: [], operationRequired: false, anyDiagnosis: false,
    excluded: [{ range: 'C91.1', reason: 'chronic_lymphocytic', zh: '慢淋不在目录内。', en: 'Chronic lymphocytic leukemia is not covered.' }],
  }],
  notCovered: [{ range: 'C77-C79', reason: 'secondary', zh: '继发性癌症不在目录内。', en: 'A secondary cancer is not covered.' }],
};

it.each([
  ['secondary', '继发性癌症不在目录内。'],
  ['chronic_lymphocytic', '慢淋不在目录内。'],
  ['operation_required', builtInIllnessReasons.operation_required.zh],
  ['outside_catalogue', builtInIllnessReasons.outside_catalogue.zh],
  ['a reason of another plan', builtInIllnessReasons.outside_catalogue.zh],
])('%s', (reason, zh) => {
  expect(notCoveredSentence(catalogue, reason).zh).toBe(zh);
});
