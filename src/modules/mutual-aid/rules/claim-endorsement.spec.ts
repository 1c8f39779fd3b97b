import { expect, it } from 'vitest';
import { endorsementProblem } from './claim-endorsement.js';
import { findingOf, type FindingCode } from './claim-findings.js';

it.each<[string, FindingCode[], string[], boolean, string | null]>([
  ['no finding', [], [], false, null],
  ['warnings need no word', ['shared_account'], [], false, null],
  ['a waivable finding with a reason', ['claim_too_late'], ['claim_too_late'], true, null],
  ['a waivable finding without a reason', ['claim_too_late'], ['claim_too_late'], false, 'claim.waiver_unexplained'],
  ['a finding that the plan does not waive', ['hospital_grade'], ['claim_too_late'], true, 'claim.finding_not_waivable'],
  ['one that may be waived and one that may not', ['claim_too_late', 'hospital_grade'], ['claim_too_late'], true, 'claim.finding_not_waivable'],
  ['an earlier award, which the approval settles', ['already_awarded'], [], true, null],
  ['an earlier award without a word', ['already_awarded'], [], false, 'claim.waiver_unexplained'],
  ['an earlier award beside a finding that is not waived', ['already_awarded', 'hospital_grade'], [], true, 'claim.finding_not_waivable'],
])('endorsing with %s', (_name, codes, waivable, explained, expected) => {
  expect(endorsementProblem(codes.map((code) => findingOf(code)), waivable, explained)?.code ?? null).toBe(expected);
});
