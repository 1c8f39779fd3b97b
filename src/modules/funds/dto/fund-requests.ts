import { IsFen, IsCode, OneOf, PlainText } from '../../../platform/http/fields.js';

export const fundPurposes = ['mutual_aid', 'hardship_aid', 'consolation', 'education_aid', 'general'] as const;

/** The largest single contribution: ten thousand million yuan, so that sums stay whole in JSON. */
const LARGEST_CONTRIBUTION_FEN = 1_000_000_000_000;

export class CreateFundRequest {
  @IsCode(/^[A-Z0-9][A-Z0-9-]{1,31}$/, { zh: '2 至 32 个大写字母、数字或横线', en: '2 to 32 capital letters, digits or dashes' }, { description: '代码，本工会内唯一。Code, unique in the organization.', example: 'AXHZ' })
  code!: string;

  @PlainText({ max: 100, example: '爱心互助保障基金' })
  nameZh!: string;

  @OneOf(fundPurposes, { example: 'mutual_aid' })
  purpose!: (typeof fundPurposes)[number];
}

export class ContributeRequest {
  @IsFen({ min: 1, max: LARGEST_CONTRIBUTION_FEN, example: 60_000_000 })
  amountFen!: number;

  @PlainText({ max: 100, description: '资金来源。Who the money comes from.', example: '苏州市总工会' })
  from!: string;

  @PlainText({ max: 200, optional: true, example: '2011年度拨款' })
  memo?: string;
}
