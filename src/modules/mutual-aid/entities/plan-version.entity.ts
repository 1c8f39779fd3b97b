import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The terms of a plan from a date on; never changed. */
@Entity('plan_versions')
export class PlanVersionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'plan_id', type: 'uuid' })
  planId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ type: 'integer' })
  number!: number;

  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', nullable: true })
  validTo!: string | null;

  @Column({ name: 'benefit_fen', type: 'bigint' })
  benefitFen!: string;

  @Column({ name: 'illness_count', type: 'integer' })
  illnessCount!: number;

  @Column({ name: 'card_term_months', type: 'integer' })
  cardTermMonths!: number;

  @Column({ name: 'waiting_days', type: 'integer' })
  waitingDays!: number;

  @Column({ name: 'claim_deadline_days', type: 'integer' })
  claimDeadlineDays!: number;

  @Column({ name: 'minimum_hospital_grade', type: 'integer' })
  minimumHospitalGrade!: number;

  @Column({ name: 'minimum_age', type: 'integer', nullable: true })
  minimumAge!: number | null;

  @Column({ name: 'maximum_age', type: 'integer', nullable: true })
  maximumAge!: number | null;

  @Column({ name: 'first_review_working_days', type: 'integer' })
  firstReviewWorkingDays!: number;

  @Column({ name: 'final_review_working_days', type: 'integer' })
  finalReviewWorkingDays!: number;

  @Column({ name: 'required_documents', type: 'text', array: true })
  requiredDocuments!: string[];

  @Column({ name: 'waivable_findings', type: 'text', array: true, default: '{}' })
  waivableFindings!: string[];

  @Column({ name: 'not_covered', type: 'jsonb', default: [] })
  notCovered!: object;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
