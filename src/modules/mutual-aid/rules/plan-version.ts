import type { FieldError } from '../../../kernel/refusals.js';
import { claimFindings } from './claim-findings.js';

/** The terms of a plan from a date on. Dates are `YYYY-MM-DD`; days are calendar days unless named otherwise. */
export interface PlanVersionTerms {
  readonly validFrom: string;
  /** The last day; null while no end is known. */
  readonly validTo: string | null;
  readonly benefitFen: bigint;
  readonly cardTermMonths: number;
  readonly waitingDays: number;
  readonly claimDeadlineDays: number;
  readonly minimumHospitalGrade: number;
  readonly minimumAge: number | null;
  readonly maximumAge: number | null;
  readonly firstReviewWorkingDays: number;
  readonly finalReviewWorkingDays: number;
  readonly requiredDocuments: readonly string[];
  /** Blocking findings of the screening that reviewers may waive with a reason. */
  readonly waivableFindings: readonly string[];
}

/** Findings that a plan may let reviewers waive: the blocking ones, but never an earlier award. */
export const waivableFindingCodes: readonly string[] = Object.entries(claimFindings)
  .filter(([code, { severity }]) => severity === 'blocking' && code !== 'already_awarded').map(([code]) => code);

const sentences = {
  ends_before_start: { zh: '结束日期不能早于开始日期。', en: 'It can not end before it starts.' },
  ages_crossed: { zh: '最高年龄不能低于最低年龄。', en: 'The maximum age can not be below the minimum age.' },
  repeated: { zh: '同一项只能列出一次。', en: 'An entry may stand in the list only once.' },
} as const;

/**
 * What is wrong with the terms of a version beyond the range of each field.
 * @param prefix where the terms stand in the request, such as `version.`
 */
export function termErrors(terms: PlanVersionTerms, prefix = ''): FieldError[] {
  const wrong = (field: keyof PlanVersionTerms, code: keyof typeof sentences): FieldError => ({ field: `${prefix}${field}`, code, ...sentences[code] });
  const { minimumAge, maximumAge, requiredDocuments, waivableFindings } = terms;
  return [
    ...(terms.validTo !== null && terms.validTo < terms.validFrom ? [wrong('validTo', 'ends_before_start')] : []),
    ...(minimumAge !== null && maximumAge !== null && maximumAge < minimumAge ? [wrong('maximumAge', 'ages_crossed')] : []),
    ...(new Set(requiredDocuments).size < requiredDocuments.length ? [wrong('requiredDocuments', 'repeated')] : []),
    ...(new Set(waivableFindings).size < waivableFindings.length ? [wrong('waivableFindings', 'repeated')] : []),
  ];
}

/**
 * The version of a plan that counts on a day: the last one that has started, unless it has ended.
 * A version that has ended does not bring back the one before.
 * @param versions in any order
 * @param day `YYYY-MM-DD`
 */
export function versionInForce<Version extends Pick<PlanVersionTerms, 'validFrom' | 'validTo'>>(
  versions: readonly Version[], day: string,
): Version | undefined {
  const started = versions.filter((version) => version.validFrom <= day);
  const last = started.reduce<Version | undefined>((latest, one) => (latest && latest.validFrom >= one.validFrom ? latest : one), undefined);
  return last && (last.validTo === null || last.validTo >= day) ? last : undefined;
}
