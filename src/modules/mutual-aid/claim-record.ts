import { defineReviewSubject } from '../reviews/public/review-subjects.js';
import type { ClaimStatus } from './rules/claim-status.js';

/** The kind of case under which reviews, payments and aid records know a claim. */
export const CLAIM = defineReviewSubject('mutual_aid_claim');

/** A claim's row. What is sealed in the database is sealed here. */
export interface ClaimRecord {
  readonly id: string;
  readonly claimNumber: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly personId: string;
  readonly cardId: string;
  readonly planId: string;
  readonly planVersionId: string;
  readonly icd10Code: Buffer;
  readonly operationCode: Buffer | null;
  readonly diagnosisText: Buffer | null;
  readonly illnessMatch: Buffer | null;
  readonly diagnosedOn: string;
  readonly hospitalName: string;
  readonly hospitalGrade: number;
  readonly payeeName: string;
  readonly accountNumber: Buffer;
  readonly accountNumberIndex: Buffer;
  readonly bankName: string;
  readonly contactMobile: Buffer | null;
  readonly contactMobileIndex: Buffer | null;
  readonly status: ClaimStatus;
  readonly contestedReason: Buffer | null;
  readonly returnedByScreening: boolean;
  /** Fen; digits in a text, as the database gives a bigint. */
  readonly benefitFen: string | null;
  readonly submittedOn: string | null;
  readonly approvedOn: string | null;
  readonly paidOn: string | null;
  readonly version: number;
}

/** The columns of `ClaimRecord`, from a table or alias `c`. */
export const claimColumns = `
  c.id, c.claim_number AS "claimNumber", c.organization_id AS "organizationId", c.organization_path AS "organizationPath",
  c.person_id AS "personId", c.card_id AS "cardId", c.plan_id AS "planId", c.plan_version_id AS "planVersionId",
  c.icd10_code AS "icd10Code", c.operation_code AS "operationCode", c.diagnosis_text AS "diagnosisText", c.illness_match AS "illnessMatch",
  c.diagnosed_on::text AS "diagnosedOn", c.hospital_name AS "hospitalName", c.hospital_grade AS "hospitalGrade", c.payee_name AS "payeeName",
  c.account_number AS "accountNumber", c.account_number_index AS "accountNumberIndex", c.bank_name AS "bankName",
  c.contact_mobile AS "contactMobile", c.contact_mobile_index AS "contactMobileIndex", c.status, c.contested_reason AS "contestedReason",
  c.returned_by_screening AS "returnedByScreening", c.benefit_fen AS "benefitFen", c.submitted_on::text AS "submittedOn",
  c.approved_on::text AS "approvedOn", c.paid_on::text AS "paidOn", c.version`;
