import { fenToJson } from '../../kernel/money.js';
import { maskBankAccount, maskMobile, maskName } from '../../kernel/masks.js';
import type { WaitingReview } from '../reviews/public/review-tasks.js';
import type { TypedClaim } from './claim-contents.js';
import type { ClaimRecord } from './claim-record.js';
import { claimFindings, type Finding, type FindingDetails } from './rules/claim-findings.js';
import type { ClaimStatus } from './rules/claim-status.js';

/** What stands in the place of a diagnosis that was not revealed. */
export const HIDDEN = '已隐藏';

/** A finding as people read it. */
export interface FindingView {
  readonly code: string;
  readonly severity: string;
  readonly zh: string;
  readonly en: string;
  /** Null where the details tell of an illness and were not revealed. */
  readonly details: FindingDetails | null;
}

/** A paper of the claim. */
export interface ClaimDocumentView {
  readonly id: string;
  readonly kind: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly uploadedOn: string;
}

/** A claim in a list. */
export interface ClaimListItem {
  readonly id: string;
  readonly claimNumber: string;
  readonly status: ClaimStatus;
  readonly personId: string;
  readonly personName: string;
  readonly cardId: string;
  readonly organizationId: string;
  readonly benefitFen: number | null;
  readonly submittedOn: string | null;
  readonly approvedOn: string | null;
  readonly paidOn: string | null;
  readonly version: number;
}

/** A claim with its papers and findings. */
export interface ClaimView extends ClaimListItem {
  readonly planId: string;
  readonly planVersionId: string;
  readonly diagnosis: {
    readonly icd10Code: string; readonly operationCode: string | null; readonly text: string | null;
    readonly diagnosedOn: string; readonly hospitalName: string; readonly hospitalGrade: number;
  };
  readonly account: { readonly payeeName: string; readonly accountNumber: string; readonly bankName: string };
  readonly contactMobile: string | null;
  /** Whether the caseworker contests a finding of screening. */
  readonly contested: boolean;
  readonly findings: readonly FindingView[];
  readonly documents: readonly ClaimDocumentView[];
  /** Where the claim waits for a reviewer or an approver, which may be above its own union. */
  readonly waitingFor: WaitingReview | null;
}

/** What stands around a claim, as it is shown with it. */
export type ClaimSurroundings = Pick<ClaimListItem, 'personName'> & Pick<ClaimView, 'documents' | 'waitingFor'> & { readonly findings: readonly Finding[] };

/** A claim in a list, the holder's name masked already. */
export function listItemOf(claim: ClaimRecord, personName: string): ClaimListItem {
  const { id, claimNumber, status, personId, cardId, organizationId, submittedOn, approvedOn, paidOn, version } = claim;
  const benefitFen = claim.benefitFen === null ? null : fenToJson(BigInt(claim.benefitFen));
  return { id, claimNumber, status, personId, personName, cardId, organizationId, benefitFen, submittedOn, approvedOn, paidOn, version };
}

/** The whole claim, masked: no code or word of the diagnosis, and of numbers only their ends. */
export function maskedClaim(claim: ClaimRecord, content: TypedClaim, surroundings: ClaimSurroundings): ClaimView {
  const { diagnosis, account, contactMobile } = content;
  const { personName, findings, documents, waitingFor } = surroundings;
  return {
    ...listItemOf(claim, personName),
    planId: claim.planId, planVersionId: claim.planVersionId,
    diagnosis: {
      ...diagnosis, icd10Code: HIDDEN,
      operationCode: diagnosis.operationCode === null ? null : HIDDEN, text: diagnosis.text === null ? null : HIDDEN,
    },
    account: { payeeName: maskName(account.payeeName), accountNumber: maskBankAccount(account.accountNumber), bankName: account.bankName },
    contactMobile: contactMobile === null ? null : maskMobile(contactMobile),
    contested: claim.contestedReason !== null,
    findings: findings.map((finding) => findingView(finding, false)),
    documents, waitingFor,
  };
}

/** A finding in words. @param revealed whether details that tell of an illness are shown, and their own sentence with them */
export function findingView({ code, severity, details }: Finding, revealed: boolean): FindingView {
  const kind = claimFindings[code];
  if (kind.revealing && !revealed) return { code, severity, zh: kind.zh, en: kind.en, details: null };
  const { zh, en, ...rest } = details;
  return { code, severity, zh: typeof zh === 'string' ? zh : kind.zh, en: typeof en === 'string' ? en : kind.en, details: rest };
}
