/** The kinds of papers that a claim can hold, as comparable union plans ask for them. */
export const claimDocumentKinds = [
  'claim_form', 'id_copy', 'diagnosis_report', 'pathology_report', 'invoice', 'discharge_summary', 'operation_record', 'unit_statement',
] as const;
export type ClaimDocumentKind = (typeof claimDocumentKinds)[number];

/** What people call these papers. */
export const claimDocumentNames: Readonly<Record<ClaimDocumentKind, { readonly zh: string; readonly en: string }>> = {
  claim_form: { zh: '申领表', en: 'claim form' },
  id_copy: { zh: '身份证复印件', en: 'copy of the ID card' },
  diagnosis_report: { zh: '诊断证明', en: 'diagnosis report' },
  pathology_report: { zh: '病理报告', en: 'pathology report' },
  invoice: { zh: '医疗费发票', en: 'invoice' },
  discharge_summary: { zh: '出院小结', en: 'discharge summary' },
  operation_record: { zh: '手术记录', en: 'operation record' },
  unit_statement: { zh: '单位证明', en: 'statement of the unit' },
};

/** A claim holds at most so many documents that were not removed. */
export const MAXIMUM_DOCUMENTS = 40;

/** Reason codes that reviewers of claims choose from. */
export const claimReasonCodes = {
  return: ['documents_incomplete', 'documents_missing', 'documents_unclear', 'diagnosis_unclear', 'account_wrong', 'identity_unclear', 'other'],
  reject: ['not_covered', 'diagnosed_before_enrolment', 'waiting_period', 'claim_too_late', 'already_awarded', 'documents_false', 'other'],
} as const;
