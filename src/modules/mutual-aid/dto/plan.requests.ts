import { IsCode, IsDate10, IsFen, IsUuid, IsWhole, Nested, OneOf, PlainText, QueryWhole } from '../../../platform/http/fields.js';
import { claimDocumentKinds, type ClaimDocumentKind } from '../rules/claim-documents.js';
import { waivableFindingCodes } from '../rules/plan-version.js';

/** The largest benefit: a hundred million yuan, so that a fund's sums stay whole in JSON. */
const LARGEST_BENEFIT_FEN = 10_000_000_000;

/** `POST mutual-aid/plans/{id}/versions`, and the first version of a new plan. */
export class PlanVersionRequest {
  @IsDate10({ description: '生效日期。First day.', example: '2011-01-01' })
  validFrom!: string;

  @IsDate10({ optional: true, nullable: true, description: '结束日期，不写则不限。Last day; open when absent.', example: '2011-12-31' })
  validTo?: string | null;

  @IsFen({ min: 1, max: LARGEST_BENEFIT_FEN, description: '一次性补助金额，分。The benefit, paid once, in fen.', example: 1_000_000 })
  benefitFen!: number;

  @IsWhole({ min: 1, max: 120, description: '卡的有效月数。Months that a card lasts.', example: 12 })
  cardTermMonths!: number;

  @IsWhole({ min: 0, max: 365, description: '观察期天数。Waiting period in days.', example: 0 })
  waitingDays!: number;

  @IsWhole({ min: 1, max: 3_650, description: '确诊后的申领期限（天）。Days after the diagnosis within which to claim.', example: 180 })
  claimDeadlineDays!: number;

  @IsWhole({ min: 1, max: 3, description: '医院最低等级。Lowest grade of hospital.', example: 2 })
  minimumHospitalGrade!: number;

  @IsWhole({ min: 0, max: 150, optional: true, nullable: true, description: '最低年龄（周岁）。Youngest age.', example: 16 })
  minimumAge?: number | null;

  @IsWhole({ min: 0, max: 150, optional: true, nullable: true, description: '最高年龄（周岁）。Oldest age.', example: 60 })
  maximumAge?: number | null;

  @IsWhole({ min: 1, max: 250, description: '初审期限（工作日）。Working days for the first review.', example: 5 })
  firstReviewWorkingDays!: number;

  @IsWhole({ min: 1, max: 250, description: '终审期限（工作日）。Working days for the final review.', example: 5 })
  finalReviewWorkingDays!: number;

  @OneOf(claimDocumentKinds, { list: { min: 1, max: claimDocumentKinds.length }, description: '必需的材料。Documents that a claim must have.' })
  requiredDocuments!: ClaimDocumentKind[];

  @OneOf(waivableFindingCodes, {
    optional: true, list: { max: waivableFindingCodes.length }, description: '审核人可说明理由豁免的审核结果。Findings that reviewers may waive with a reason.',
  })
  waivableFindings?: string[];

  @IsCode(/^[A-Z0-9][A-Z0-9-]{0,39}$/, { zh: '1 至 40 个大写字母、数字或横线', en: '1 to 40 capital letters, digits or dashes' }, { description: '病种目录代码。Code of the illness catalogue to copy.', example: 'WUJIANG-2011' })
  illnessCatalogue!: string;
}

/** `POST mutual-aid/plans` */
export class CreatePlanRequest {
  @IsCode(/^[A-Z0-9][A-Z0-9-]{0,31}$/, { zh: '1 至 32 个大写字母、数字或横线', en: '1 to 32 capital letters, digits or dashes' }, { description: '代码，本组织内唯一。Code, unique in the organization.', example: 'WJ-2011' })
  code!: string;

  @PlainText({ max: 100, example: '吴江市工会爱心互助保障计划' })
  nameZh!: string;

  @IsUuid({ description: '支付补助的基金，属于本组织或上级组织。The fund that pays, of this organization or above it.' })
  fundId!: string;

  @Nested(() => PlanVersionRequest)
  version!: PlanVersionRequest;
}

/** `GET mutual-aid/plans/{id}/illnesses` */
export class PlanIllnessesQuery {
  @QueryWhole({ min: 1, max: 10_000, optional: true, description: '版本号，不写则为今天生效的版本。The version in force today when absent.' })
  versionNumber?: number;
}
