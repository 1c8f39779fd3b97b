import { addDays, daysBetween } from '../../../kernel/dates.js';
import { claimDocumentNames, type ClaimDocumentKind } from './claim-documents.js';
import { findingOf, type Finding } from './claim-findings.js';
import type { ClaimVerb } from './claim-status.js';

/** How often a trait of the claim stands in other claims of the branch, and in which organizations beyond it. */
export interface SharedTrait {
  readonly claims: number;
  readonly elsewhere: readonly string[];
}

/** All that screening looks at. Dates are `YYYY-MM-DD`. */
export interface ScreeningFacts {
  readonly submittedOn: string;
  readonly diagnosedOn: string;
  readonly hospitalGrade: number;
  readonly documentKinds: readonly string[];
  readonly holderName: string;
  readonly payeeName: string;
  /** The account number's check digit is wrong, which some passbook accounts have. */
  readonly accountCheckFails: boolean;
  readonly card: { readonly enrolledOn: string; readonly validFrom: string; readonly validTo: string; readonly status: string };
  readonly plan: {
    readonly waitingDays: number;
    readonly claimDeadlineDays: number;
    readonly minimumHospitalGrade: number;
    readonly requiredDocuments: readonly string[];
  };
  /** Null when the illness is covered. */
  readonly notCovered: { readonly reason: string; readonly zh: string; readonly en: string } | null;
  readonly alreadyAwarded: boolean;
  readonly sharedDocument: SharedTrait;
  /** Accounts and phones of other people's claims; one's own earlier claim is no news. */
  readonly sharedAccount: SharedTrait;
  readonly sharedMobile: SharedTrait;
  readonly namesakes: number;
}

/**
 * Screens a claim: it lists findings and never rejects. Every limit comes from the plan's version.
 * @returns blocking findings before warnings
 */
export function screenClaim(facts: ScreeningFacts): Finding[] {
  return [
    ...(facts.alreadyAwarded ? [findingOf('already_awarded')] : []),
    ...coverFindings(facts),
    ...paperFindings(facts),
    ...(facts.accountCheckFails ? [findingOf('account_check_digit')] : []),
    ...sharedFinding('shared_document', facts.sharedDocument),
    ...sharedFinding('shared_account', facts.sharedAccount),
    ...sharedFinding('shared_mobile', facts.sharedMobile),
    ...(facts.namesakes > 0 ? [findingOf('similar_member', { members: facts.namesakes })] : []),
  ];
}

/**
 * Where a screening leads: a blocking finding returns the claim, unless the caseworker has handed it in again as contested,
 * with a reason; then the reviewers judge it with the finding attached.
 */
export function screeningVerb(findings: readonly Finding[], contested: boolean): Extract<ClaimVerb, 'screen_pass' | 'screen_return'> {
  return findings.some((finding) => finding.severity === 'blocking') && !contested ? 'screen_return' : 'screen_pass';
}

function coverFindings(facts: ScreeningFacts): Finding[] {
  const { card, plan, diagnosedOn } = facts;
  const active = card.status !== 'void' && diagnosedOn >= card.validFrom && diagnosedOn <= card.validTo;
  const enrolled = diagnosedOn >= card.enrolledOn;
  // A card given after its first day begins to wait on the day it was given, or a batch dated back would do away with the waiting.
  const waitingEndsOn = addDays(card.enrolledOn > card.validFrom ? card.enrolledOn : card.validFrom, plan.waitingDays);
  return [
    ...(enrolled ? [] : [findingOf('diagnosed_before_enrolment', { diagnosedOn, enrolledOn: card.enrolledOn })]),
    ...(active ? [] : [findingOf('card_not_active', { diagnosedOn, validFrom: card.validFrom, validTo: card.validTo })]),
    ...(active && enrolled && diagnosedOn < waitingEndsOn ? [findingOf('waiting_period', { diagnosedOn, waitingEndsOn })] : []),
    ...(facts.notCovered ? [findingOf('illness_not_covered', facts.notCovered)] : []),
  ];
}

function paperFindings(facts: ScreeningFacts): Finding[] {
  const { plan } = facts;
  const daysAfterDiagnosis = daysBetween(facts.diagnosedOn, facts.submittedOn);
  const missing = plan.requiredDocuments.filter((kind) => !facts.documentKinds.includes(kind));
  return [
    ...(daysAfterDiagnosis > plan.claimDeadlineDays
      ? [findingOf('claim_too_late', { daysAfterDiagnosis, claimDeadlineDays: plan.claimDeadlineDays })] : []),
    ...(facts.hospitalGrade < plan.minimumHospitalGrade
      ? [findingOf('hospital_grade', { hospitalGrade: facts.hospitalGrade, minimumHospitalGrade: plan.minimumHospitalGrade })] : []),
    ...(missing.length > 0 ? [findingOf('document_missing', { kinds: missing, ...missingSentence(missing) })] : []),
    ...(facts.payeeName === facts.holderName ? [] : [findingOf('payee_name_differs')]),
  ];
}

/** Names the papers, so that the caseworker knows what to send. */
function missingSentence(kinds: readonly string[]): { zh: string; en: string } {
  const names = kinds.map((kind) => claimDocumentNames[kind as ClaimDocumentKind] ?? { zh: kind, en: kind });
  return {
    zh: `缺少必需的材料，请补交：${names.map(({ zh }) => zh).join('、')}。`,
    en: `Required documents are missing; please add: ${names.map(({ en }) => en).join(', ')}.`,
  };
}

function sharedFinding(code: 'shared_document' | 'shared_account' | 'shared_mobile', trait: SharedTrait): Finding[] {
  if (trait.claims === 0 && trait.elsewhere.length === 0) return [];
  return [findingOf(code, { claims: trait.claims, elsewhere: trait.elsewhere })];
}
