const task = {
  id: '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a',
  subjectType: 'mutual_aid_claim',
  subjectId: '01979f3e-0a1b-7c2d-9e3f-4a5b6c7d8e9f',
  summary: { number: 'AX2011-000001', personName: '王**', submittedOn: '2011-03-21' },
  stage: 'first_review',
  role: 'reviewer',
  organization: { id: '8b0f6a52-52f2-5d3c-9c43-1e7a0f1c2d3e', nameZh: '吴江市总工会' },
  status: 'leased',
  heldByMe: true,
  leasedUntil: '2026-11-22T08:30:00.000Z',
  waitingSince: '2011-03-21',
  dueOn: '2011-03-28',
  overdue: false,
};

/** One task with the version of its case. */
export const taskExample = { ...task, subjectVersion: 4, version: 4 };

/** A page of the queue. */
export const taskPageExample = { items: [task], nextCursor: null };

/** A task with its whole case, as its holder sees it. */
export const taskLookExample = {
  ...taskExample,
  subject: {
    claim: { id: task.subjectId, claimNumber: 'AX2011-000001', status: 'first_review' },
    diagnosis: { icd10Code: 'C92.0', operationCode: null, text: '急性髓系白血病', diagnosedOn: '2011-03-10' },
    illnessMatch: { matches: [{ no: 2, code: 'LEUKAEMIA' }], decided: { no: 2, code: 'LEUKAEMIA' }, notCoveredReason: null },
    findings: [{ code: 'shared_account', severity: 'warning', zh: '同一收款账号出现在他人的申领中。', en: 'The account stands in another person\'s claim.' }],
    documents: [{ id: '01979f3e-2222-7d4e-8f5a-6b7c8d9e0f1a', kind: 'diagnosis_report', contentType: 'application/pdf', sizeBytes: 48213 }],
    holder: { cards: [{ cardNumber: 'HZ2011000001', validFrom: '2011-01-10', validTo: '2012-01-09', status: 'issued' }], earlierClaims: [] },
    related: { withinBranch: [], elsewhere: [{ trait: 'account', organization: '太仓市总工会', claims: 1 }] },
  },
};
