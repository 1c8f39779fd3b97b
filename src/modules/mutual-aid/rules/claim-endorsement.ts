import type { Finding } from './claim-findings.js';

/** Why a claim can not be endorsed, with the findings concerned. */
export interface EndorsementProblem {
  readonly code: 'claim.finding_not_waivable' | 'claim.waiver_unexplained';
  readonly codes: string;
}

/**
 * Endorsing a claim with blocking findings waives them. Only those that the plan version names may be waived, and the first
 * reviewer says why. An earlier award is never waived: whether it still stands is settled at the approval, where the index of
 * once-only benefits decides, since the earlier claim may be reversed in between.
 * @param waivable codes that the plan version lets reviewers waive
 * @param explained whether the reviewer gives a reason, or an earlier one has given it
 */
export function endorsementProblem(
  findings: readonly Pick<Finding, 'code' | 'severity'>[], waivable: readonly string[], explained: boolean,
): EndorsementProblem | null {
  const blocking = findings.filter((finding) => finding.severity === 'blocking').map((finding) => finding.code);
  const fixed = blocking.filter((code) => code !== 'already_awarded' && !waivable.includes(code));
  if (fixed.length > 0) return { code: 'claim.finding_not_waivable', codes: fixed.join(', ') };
  return blocking.length > 0 && !explained ? { code: 'claim.waiver_unexplained', codes: blocking.join(', ') } : null;
}
