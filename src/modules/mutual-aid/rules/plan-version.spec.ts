import { describe, expect, it } from 'vitest';
import { termErrors, versionInForce, waivableFindingCodes, type PlanVersionTerms } from './plan-version.js';

const terms: PlanVersionTerms = {
  validFrom: '2011-01-01', validTo: null, benefitFen: 1_000_000n, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180,
  minimumHospitalGrade: 2, minimumAge: null, maximumAge: null, firstReviewWorkingDays: 5, finalReviewWorkingDays: 5,
  requiredDocuments: ['claim_form', 'id_copy'], waivableFindings: [],
};

describe('termErrors', () => {
  it.each<[string, Partial<PlanVersionTerms>]>([
    ['the terms of 2011', {}],
    ['a version of one day', { validTo: '2011-01-01' }],
    ['one age', { minimumAge: 16, maximumAge: 16 }],
    ['an upper limit alone', { maximumAge: 60 }],
  ])('accepts %s', (_case, changed) => expect(termErrors({ ...terms, ...changed })).toEqual([]));

  it.each<[string, Partial<PlanVersionTerms>, string, string]>([
    ['an end before the start', { validTo: '2010-12-31' }, 'validTo', 'ends_before_start'],
    ['crossed ages', { minimumAge: 61, maximumAge: 60 }, 'maximumAge', 'ages_crossed'],
    ['a document twice', { requiredDocuments: ['id_copy', 'id_copy'] }, 'requiredDocuments', 'repeated'],
    ['a finding twice', { waivableFindings: ['claim_too_late', 'claim_too_late'] }, 'waivableFindings', 'repeated'],
  ])('names %s', (_case, changed, field, code) => {
    expect(termErrors({ ...terms, ...changed })).toEqual([expect.objectContaining({ field, code })]);
  });

  it('names every error with its place in the request', () => {
    expect(termErrors({ ...terms, validTo: '2010-12-31', minimumAge: 61, maximumAge: 60 }, 'version.').map(({ field }) => field))
      .toEqual(['version.validTo', 'version.maximumAge']);
  });
});

describe('waivableFindingCodes', () => {
  it('holds blocking findings', () => expect(waivableFindingCodes).toContain('claim_too_late'));
  it.each(['already_awarded', 'shared_account'])('never holds %s', (code) => expect(waivableFindingCodes).not.toContain(code));
});

describe('versionInForce', () => {
  const first = { number: 1, validFrom: '2011-01-01', validTo: null };
  const second = { number: 2, validFrom: '2012-01-01', validTo: '2012-12-31' };
  const third = { number: 3, validFrom: '2014-01-01', validTo: null };

  it.each([
    ['2010-12-31', undefined], ['2011-01-01', 1], ['2011-12-31', 1], ['2012-01-01', 2], ['2012-12-31', 2],
    ['2013-01-01', undefined], ['2013-12-31', undefined], ['2014-01-01', 3],
  ])('on %s: %s', (day, number) => {
    expect(versionInForce([first, second, third], day)?.number).toBe(number);
    expect(versionInForce([third, second, first], day)?.number).toBe(number);
  });

  it('is none for a plan without versions', () => expect(versionInForce([], '2011-01-01')).toBeUndefined());
});
