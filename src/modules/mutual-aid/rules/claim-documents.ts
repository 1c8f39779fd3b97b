/** The kinds of papers that a claim can hold (DOMAIN 4.1, papers). */
export const claimDocumentKinds = [
  'claim_form', 'id_copy', 'diagnosis_report', 'pathology_report', 'invoice', 'discharge_summary', 'operation_record', 'unit_statement',
] as const;
export type ClaimDocumentKind = (typeof claimDocumentKinds)[number];

/** A claim holds at most so many documents that were not removed. */
export const MAXIMUM_DOCUMENTS = 40;

/** Reason codes that reviewers of claims choose from. */
export const claimReasonCodes = {
  return: ['documents_incomplete', 'documents_missing', 'documents_unclear', 'diagnosis_unclear', 'account_wrong', 'identity_unclear', 'other'],
  reject: ['not_covered', 'diagnosed_before_enrolment', 'waiting_period', 'claim_too_late', 'already_awarded', 'documents_false', 'other'],
} as const;
