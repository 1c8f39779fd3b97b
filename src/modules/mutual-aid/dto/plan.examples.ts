import type { CreatePlanRequest, PlanVersionRequest } from './plan.requests.js';
import type { PlanDetailView, PlanIllnessesView, PlanVersionView, PlanView } from './plan.views.js';

export const planVersionRequestExample: PlanVersionRequest = {
  validFrom: '2012-01-01', benefitFen: 1_000_000, cardTermMonths: 12, waitingDays: 30, claimDeadlineDays: 180, minimumHospitalGrade: 2,
  minimumAge: 16, maximumAge: 60, firstReviewWorkingDays: 5, finalReviewWorkingDays: 5,
  requiredDocuments: ['claim_form', 'id_copy', 'diagnosis_report'], waivableFindings: ['claim_too_late'], illnessCatalogue: 'WUJIANG-2011',
};

export const createPlanExample: CreatePlanRequest = {
  code: 'WJ-2011', nameZh: '吴江市工会爱心互助保障计划', fundId: '0194e5a0-1111-7000-8000-000000000001',
  version: {
    validFrom: '2011-01-01', benefitFen: 1_000_000, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2,
    firstReviewWorkingDays: 5, finalReviewWorkingDays: 5, requiredDocuments: ['claim_form', 'id_copy', 'diagnosis_report'],
    illnessCatalogue: 'WUJIANG-2011',
  },
};

const versionExample: PlanVersionView = {
  id: '0194e5a0-3333-7000-8000-000000000001', number: 1, validFrom: '2011-01-01', validTo: null, inForce: true, benefitFen: 1_000_000,
  illnessCount: 14, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2, minimumAge: null, maximumAge: null,
  firstReviewWorkingDays: 5, finalReviewWorkingDays: 5, requiredDocuments: ['claim_form', 'id_copy', 'diagnosis_report'], waivableFindings: [],
};

export const planExample: PlanView = {
  id: '0194e5a0-2222-7000-8000-000000000001', code: 'WJ-2011', nameZh: '吴江市工会爱心互助保障计划',
  organization: { id: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11', nameZh: '吴江市总工会' },
  fundId: createPlanExample.fundId, current: versionExample, version: 1,
};

export const planDetailExample: PlanDetailView = { ...planExample, versions: [versionExample] };

export const secondVersionExample: PlanDetailView = {
  ...planDetailExample, version: 2,
  versions: [versionExample, {
    ...versionExample, id: '0194e5a0-3333-7000-8000-000000000002', number: 2, validFrom: '2012-01-01', inForce: false, waitingDays: 30,
    minimumAge: 16, maximumAge: 60, waivableFindings: ['claim_too_late'],
  }],
};

const chronic = {
  range: 'C91.1', reason: 'chronic_lymphocytic', zh: '慢性淋巴细胞白血病（C91.1）不在目录内；请核对血液和骨髓检查报告中的类型。',
  en: 'Chronic lymphocytic leukemia (C91.1) is not in the catalogue. Check the type in the blood and marrow reports.',
};

export const planIllnessesExample: PlanIllnessesView = {
  versionNumber: 1,
  items: [{
    id: '0194e5a0-4444-7000-8000-000000000002', no: 2, code: 'LEUKAEMIA', nameZh: '白血病', nameEn: 'Leukemia', origin: 'bulletin', active: true,
    icd10Ranges: ['C91-C95'], operationCodes: [], anyDiagnosis: false, excluded: [chronic],
    evidenceZh: '骨髓涂片或活检；流式细胞检查；血常规', evidenceEn: 'Bone-marrow smear or biopsy; flow cytometry; blood count',
  }],
  notCovered: [chronic],
  nextCursor: null,
};
