import { ApiProperty } from '@nestjs/swagger';
import { claimDocumentKinds } from '../rules/claim-documents.js';
import { waivableFindingCodes } from '../rules/plan-version.js';

/** Whose a plan or batch is. */
export class OrganizationName {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() nameZh!: string;
}

/** One version of a plan. */
export class PlanVersionView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: '版本号。Number of the version.' }) number!: number;
  @ApiProperty({ format: 'date' }) validFrom!: string;
  @ApiProperty({ type: 'string', format: 'date', nullable: true }) validTo!: string | null;
  @ApiProperty({ description: '今天是否生效。Whether it counts today.' }) inForce!: boolean;
  @ApiProperty({ type: 'integer', description: '一次性补助金额，分。In fen.' }) benefitFen!: number;
  @ApiProperty({ type: 'integer', description: '病种数。Number of illnesses.' }) illnessCount!: number;
  @ApiProperty({ type: 'integer' }) cardTermMonths!: number;
  @ApiProperty({ type: 'integer' }) waitingDays!: number;
  @ApiProperty({ type: 'integer' }) claimDeadlineDays!: number;
  @ApiProperty({ type: 'integer' }) minimumHospitalGrade!: number;
  @ApiProperty({ type: 'integer', nullable: true }) minimumAge!: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) maximumAge!: number | null;
  @ApiProperty({ type: 'integer' }) firstReviewWorkingDays!: number;
  @ApiProperty({ type: 'integer' }) finalReviewWorkingDays!: number;
  @ApiProperty({ enum: claimDocumentKinds, isArray: true }) requiredDocuments!: readonly string[];
  @ApiProperty({ enum: waivableFindingCodes, isArray: true }) waivableFindings!: readonly string[];
}

/** A plan in a list, with the version that counts today. */
export class PlanView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() code!: string;
  @ApiProperty() nameZh!: string;
  @ApiProperty({ type: () => OrganizationName }) organization!: OrganizationName;
  @ApiProperty({ format: 'uuid' }) fundId!: string;
  @ApiProperty({ type: () => PlanVersionView, nullable: true, description: '今天生效的版本。The version in force today.' })
  current!: PlanVersionView | null;

  @ApiProperty({ type: 'integer' }) version!: number;
}

/** A plan with all its versions, the earliest first. */
export class PlanDetailView extends PlanView {
  @ApiProperty({ type: () => PlanVersionView, isArray: true }) versions!: PlanVersionView[];
}

/** Diagnoses that do not count although a range around them does. */
export class IllnessExclusionView {
  @ApiProperty({ example: 'C91.1' }) range!: string;
  @ApiProperty({ example: 'chronic_lymphocytic' }) reason!: string;
  @ApiProperty() zh!: string;
  @ApiProperty() en!: string;
}

/** One illness of a plan version. */
export class PlanIllnessView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: 'integer' }) no!: number;
  @ApiProperty() code!: string;
  @ApiProperty() nameZh!: string;
  @ApiProperty() nameEn!: string;
  @ApiProperty({ enum: ['bulletin', 'default'], description: '2011年通报所列，或可调整的默认项。Named by the bulletin of 2011, or a default.' })
  origin!: 'bulletin' | 'default';

  @ApiProperty() active!: boolean;
  @ApiProperty({ type: 'string', isArray: true, example: ['C91-C95'] }) icd10Ranges!: string[];
  @ApiProperty({ type: 'string', isArray: true, description: 'ICD-9-CM-3。Any of these operations must have been done.' }) operationCodes!: string[];
  @ApiProperty({ description: '手术决定，不论诊断。The operation decides, whatever the diagnosis.' }) anyDiagnosis!: boolean;
  @ApiProperty({ type: () => IllnessExclusionView, isArray: true }) excluded!: IllnessExclusionView[];
  @ApiProperty() evidenceZh!: string;
  @ApiProperty() evidenceEn!: string;
}

/** The illnesses of one version, all on one page. */
export class PlanIllnessesView {
  @ApiProperty({ type: 'integer' }) versionNumber!: number;
  @ApiProperty({ type: () => PlanIllnessView, isArray: true }) items!: PlanIllnessView[];
  @ApiProperty({ type: () => IllnessExclusionView, isArray: true, description: '目录外的诊断及原因。What the list refuses, and why.' })
  notCovered!: IllnessExclusionView[];

  @ApiProperty({ type: 'string', nullable: true, description: '总为 null。Always null: the list has one page.' }) nextCursor!: null;
}
