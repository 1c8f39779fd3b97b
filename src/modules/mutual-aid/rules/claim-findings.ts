/** A blocking finding returns the claim once; a warning goes to the reviewers with it. */
export type FindingSeverity = 'blocking' | 'warning';

interface FindingKind {
  readonly severity: FindingSeverity;
  /** Whether the details tell of an illness and stay hidden until somebody reveals them. */
  readonly revealing: boolean;
  readonly zh: string;
  readonly en: string;
}

/** Everything that screening can find, in the order in which it is shown. */
export const claimFindings = {
  already_awarded: {
    severity: 'blocking', revealing: false,
    zh: '该会员已按本计划领取过互助金；每人一次，不能豁免。', en: 'The holder has been awarded the benefit of this plan already. It is paid once and never waived.',
  },
  diagnosed_before_enrolment: {
    severity: 'blocking', revealing: false,
    zh: '确诊日期早于参保日期；请核对诊断证明上的日期。', en: 'The diagnosis is older than the enrolment. Check the date on the certificate.',
  },
  card_not_active: {
    severity: 'blocking', revealing: false,
    zh: '确诊当日互助保障卡无效；请核对卡的起止日期。', en: 'The card was not active on the day of the diagnosis. Check its dates.',
  },
  waiting_period: {
    severity: 'blocking', revealing: false,
    zh: '确诊日期在观察期内。', en: 'The diagnosis lies in the waiting period.',
  },
  illness_not_covered: {
    severity: 'blocking', revealing: true,
    zh: '所患疾病不在本计划的病种目录内；详情请凭理由查看。', en: 'The illness is not in the plan\'s catalogue; the details are shown to whoever gives a reason.',
  },
  claim_too_late: {
    severity: 'blocking', revealing: false,
    zh: '已超过申领期限。', en: 'The claim comes after the deadline.',
  },
  hospital_grade: {
    severity: 'blocking', revealing: false,
    zh: '就诊医院的等级低于计划要求。', en: 'The hospital\'s grade is below what the plan asks for.',
  },
  document_missing: {
    severity: 'blocking', revealing: false,
    zh: '缺少必需的材料，请补交。', en: 'Required documents are missing; please add them.',
  },
  payee_name_differs: {
    severity: 'blocking', revealing: false,
    zh: '收款人姓名与持卡人不一致；互助金只付给本人。', en: 'The payee\'s name is not the holder\'s. The benefit is paid to the holder alone.',
  },
  account_check_digit: {
    severity: 'warning', revealing: false,
    zh: '收款账号未通过校验位检查，部分存折账号属正常情况；请对照存折核对。', en: 'The account number fails the check digit, as some passbook accounts do. Compare it with the passbook.',
  },
  shared_document: {
    severity: 'warning', revealing: false,
    zh: '同一份文件出现在另一份申领中。', en: 'The same file stands in another claim.',
  },
  shared_account: {
    severity: 'warning', revealing: false,
    zh: '同一收款账号出现在他人的申领中。', en: 'The same account stands in another person\'s claim.',
  },
  shared_mobile: {
    severity: 'warning', revealing: false,
    zh: '同一联系电话出现在他人的申领中。', en: 'The same phone number stands in another person\'s claim.',
  },
  similar_member: {
    severity: 'warning', revealing: false,
    zh: '另有姓名和出生日期相同的会员，请核实身份。', en: 'Another member has the same name and birth date. Make sure who this is.',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof claimFindings;

/** What stands behind a finding: dates, counts, codes. It is sealed in the database. */
export type FindingDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** One finding of a screening. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly details: FindingDetails;
}

/** A finding with its severity. */
export function findingOf(code: FindingCode, details: FindingDetails = {}): Finding {
  return { code, severity: claimFindings[code].severity, details };
}
