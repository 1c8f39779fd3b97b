import { IsDate10, IsUuid, IsWhole, Nested, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { claimStatuses, type ClaimStatus } from '../rules/claim-status.js';
import { claimRevealFields, type ClaimRevealField } from '../use-cases/reveal-claim.js';

/** The diagnosis as the caseworker types it; blanks and small letters in codes are put right. */
export class DiagnosisRequest {
  @PlainText({ max: 20, description: 'ICD-10编码，三位或四位。ICD-10 code of three or four characters.', example: 'C92.0' })
  icd10Code!: string;

  @PlainText({ max: 20, optional: true, nullable: true, description: '手术编码。ICD-9-CM-3 code.', example: '41.0' })
  operationCode?: string | null;

  @PlainText({ max: 500, optional: true, nullable: true, lines: true, description: '诊断原文。The diagnosis in words.' })
  text?: string | null;

  @IsDate10({ description: '确诊日期：癌症为病理报告日期，其他为入院日期。Cancer: date of the pathology report; others: of admission.', example: '2011-03-10' })
  diagnosedOn!: string;

  @PlainText({ max: 100, description: '就诊医院。The hospital.' })
  hospitalName!: string;

  @IsWhole({ min: 1, max: 3, description: '医院等级，3为三级。Grade of the hospital, 3 is the highest.' })
  hospitalGrade!: number;
}

/** Where the benefit goes: an account of the holder. */
export class PayeeAccountRequest {
  @PlainText({ max: 50, description: '收款人姓名，须为持卡人本人。The payee, who must be the holder.' })
  payeeName!: string;

  @PlainText({ max: 60, description: '银行卡号或账号，可含空格。Card or account number; blanks are taken out.' })
  accountNumber!: string;

  @PlainText({ max: 100, description: '开户银行。The bank.' })
  bankName!: string;
}

/** `POST mutual-aid/claims` */
export class CreateClaimRequest {
  @IsUuid({ description: '互助保障卡。The mutual-aid card.' })
  cardId!: string;

  @Nested(() => DiagnosisRequest)
  diagnosis!: DiagnosisRequest;

  @Nested(() => PayeeAccountRequest)
  account!: PayeeAccountRequest;

  @PlainText({ max: 30, optional: true, nullable: true, description: '联系电话（手机）。A mobile number.' })
  contactMobile?: string | null;
}

/** `PATCH mutual-aid/claims/{id}`: each part that is given replaces the whole part. */
export class EditClaimRequest {
  @Nested(() => DiagnosisRequest, { optional: true })
  diagnosis?: DiagnosisRequest;

  @Nested(() => PayeeAccountRequest, { optional: true })
  account?: PayeeAccountRequest;

  @PlainText({ max: 30, optional: true, nullable: true, description: '联系电话；null为清除。A mobile number; null takes it out.' })
  contactMobile?: string | null;
}

/** `POST mutual-aid/claims/{id}/submission` */
export class SubmitClaimRequest {
  @PlainText({ max: 2000, optional: true, lines: true, description: '对自动审核结果的申述理由。Why a finding of screening does not hold.' })
  contestedReason?: string;
}

/** `POST mutual-aid/claims/{id}/withdrawal` */
export class WithdrawClaimRequest {
  @PlainText({ max: 500, lines: true, description: '撤回原因。Why the claim is withdrawn.' })
  reason!: string;
}

/** `POST mutual-aid/claims/{id}/reveals` */
export class RevealClaimRequest {
  @OneOf(claimRevealFields, { list: { min: 1, max: claimRevealFields.length }, description: '要查看的项目。What to show.' })
  fields!: ClaimRevealField[];

  @PlainText({ max: 200, description: '查看理由，记入日志。Why; it is recorded.' })
  reason!: string;
}

/** `GET mutual-aid/claims` */
export class ListClaimsQuery extends PageQuery {
  @OneOf(claimStatuses, { optional: true, description: '状态。Status.' })
  status?: ClaimStatus;

  @IsUuid({ optional: true, description: '持卡人。The holder.' })
  personId?: string;
}
