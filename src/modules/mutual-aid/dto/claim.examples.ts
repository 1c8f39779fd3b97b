const listItem = {
  id: '01979f3e-0a1b-7c2d-9e3f-4a5b6c7d8e9f',
  claimNumber: 'AX2011-000001',
  status: 'first_review',
  personId: '01979f3e-3333-7d4e-8f5a-6b7c8d9e0f1a',
  personName: '王**',
  cardId: '01979f3e-4444-7d4e-8f5a-6b7c8d9e0f1a',
  organizationId: '8b0f6a52-52f2-5d3c-9c43-1e7a0f1c2d3e',
  benefitFen: null,
  submittedOn: '2011-03-21',
  approvedOn: null,
  paidOn: null,
  version: 4,
};

export const createClaimExample = {
  cardId: listItem.cardId,
  diagnosis: {
    icd10Code: 'C92.0', text: '急性髓系白血病', diagnosedOn: '2011-03-10', hospitalName: '苏州大学附属第一医院', hospitalGrade: 3,
  },
  account: { payeeName: '王秀英', accountNumber: '6222 0211 0200 0000 011', bankName: '中国工商银行吴江支行' },
  contactMobile: '13812340001',
};

export const claimExample = {
  ...listItem,
  planId: '01979f3e-5555-7d4e-8f5a-6b7c8d9e0f1a',
  planVersionId: '01979f3e-6666-7d4e-8f5a-6b7c8d9e0f1a',
  diagnosis: {
    icd10Code: '已隐藏', operationCode: null, text: '已隐藏', diagnosedOn: '2011-03-10', hospitalName: '苏州大学附属第一医院', hospitalGrade: 3,
  },
  account: { payeeName: '王**', accountNumber: '6222 **** **** 0011', bankName: '中国工商银行吴江支行' },
  contactMobile: '138****0001',
  contested: false,
  findings: [{
    code: 'shared_account', severity: 'warning', zh: '同一收款账号出现在他人的申领中。', en: 'The same account stands in another person\'s claim.',
    details: { claims: 1, elsewhere: [] },
  }],
  documents: [{
    id: '01979f3e-2222-7d4e-8f5a-6b7c8d9e0f1a', kind: 'diagnosis_report', contentType: 'application/pdf', sizeBytes: 48213, uploadedOn: '2011-03-20',
  }],
  waitingFor: { organizationName: '吴江市总工会', role: 'reviewer', since: '2011-03-21', dueOn: '2011-03-28' },
};

export const draftClaimExample = { ...claimExample, status: 'draft', submittedOn: null, findings: [], documents: [], waitingFor: null, version: 1 };

export const claimPageExample = { items: [listItem], nextCursor: null };

export const claimHistoryExample = {
  items: [
    {
      event: 'submit', fromStatus: 'draft', toStatus: 'screening', accountId: '01979f3e-7777-7d4e-8f5a-6b7c8d9e0f1a', systemActor: null,
      reasonCode: null, hasNote: false, businessTime: '2011-03-21T01:00:00.000Z',
    },
    {
      event: 'screen_pass', fromStatus: 'screening', toStatus: 'first_review', accountId: '01979f3e-7777-7d4e-8f5a-6b7c8d9e0f1a',
      systemActor: 'screener', reasonCode: null, hasNote: false, businessTime: '2011-03-21T01:00:00.000Z',
    },
  ],
};

export const claimRevealExample = {
  diagnosis: {
    icd10Code: 'C78.0', operationCode: null, text: '肺继发恶性肿瘤', diagnosedOn: '2011-03-10', hospitalName: '苏州大学附属第一医院', hospitalGrade: 3,
  },
  illnessMatch: { matches: [], decided: null, notCoveredReason: 'secondary' },
  findings: [{
    code: 'illness_not_covered', severity: 'blocking',
    zh: '继发性（转移性）癌症不在目录内；如有原发癌症的病理报告，请按原发部位的编码申领。',
    en: 'A secondary (metastatic) cancer is not in the catalogue. If a pathology report names the primary cancer, claim with the code of that site.',
    details: { reason: 'secondary' },
  }],
};
