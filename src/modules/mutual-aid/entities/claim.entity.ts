import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('claims')
export class ClaimEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'claim_number', type: 'text', unique: true })
  claimNumber!: string;

  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'person_id', type: 'uuid' })
  personId!: string;

  @Column({ name: 'card_id', type: 'uuid' })
  cardId!: string;

  @Column({ name: 'plan_id', type: 'uuid' })
  planId!: string;

  @Column({ name: 'plan_version_id', type: 'uuid' })
  planVersionId!: string;

  @Column({ name: 'claimant_kind', type: 'text', default: 'holder' })
  claimantKind!: string;

  @Column({ name: 'icd10_code', type: 'bytea' })
  icd10Code!: Buffer;

  @Column({ name: 'operation_code', type: 'bytea', nullable: true })
  operationCode!: Buffer | null;

  @Column({ name: 'diagnosis_text', type: 'bytea', nullable: true })
  diagnosisText!: Buffer | null;

  @Column({ name: 'illness_match', type: 'bytea', nullable: true })
  illnessMatch!: Buffer | null;

  @Column({ name: 'diagnosed_on', type: 'date' })
  diagnosedOn!: string;

  @Column({ name: 'hospital_name', type: 'text' })
  hospitalName!: string;

  @Column({ name: 'hospital_grade', type: 'integer' })
  hospitalGrade!: number;

  @Column({ name: 'payee_name', type: 'text' })
  payeeName!: string;

  @Column({ name: 'account_number', type: 'bytea' })
  accountNumber!: Buffer;

  @Column({ name: 'account_number_index', type: 'bytea' })
  accountNumberIndex!: Buffer;

  @Column({ name: 'bank_name', type: 'text' })
  bankName!: string;

  @Column({ name: 'contact_mobile', type: 'bytea', nullable: true })
  contactMobile!: Buffer | null;

  @Column({ name: 'contact_mobile_index', type: 'bytea', nullable: true })
  contactMobileIndex!: Buffer | null;

  @Column({ type: 'text' })
  status!: string;

  @Column({ name: 'contested_reason', type: 'bytea', nullable: true })
  contestedReason!: Buffer | null;

  @Column({ name: 'returned_by_screening', type: 'boolean', default: false })
  returnedByScreening!: boolean;

  @Column({ name: 'benefit_fen', type: 'bigint', nullable: true })
  benefitFen!: string | null;

  @Column({ name: 'submitted_on', type: 'date', nullable: true })
  submittedOn!: string | null;

  @Column({ name: 'approved_on', type: 'date', nullable: true })
  approvedOn!: string | null;

  @Column({ name: 'paid_on', type: 'date', nullable: true })
  paidOn!: string | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
