import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One illness of a plan version, copied from a reference catalogue. */
@Entity('plan_illnesses')
export class PlanIllnessEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'plan_version_id', type: 'uuid' })
  planVersionId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ type: 'integer' })
  no!: number;

  @Column({ type: 'text' })
  code!: string;

  @Column({ name: 'name_zh', type: 'text' })
  nameZh!: string;

  @Column({ name: 'name_en', type: 'text' })
  nameEn!: string;

  @Column({ type: 'jsonb' })
  rule!: object;

  @Column({ name: 'evidence_zh', type: 'text' })
  evidenceZh!: string;

  @Column({ name: 'evidence_en', type: 'text' })
  evidenceEn!: string;

  @Column({ type: 'text' })
  origin!: string;

  @Column({ type: 'boolean', default: true })
  active!: boolean;
}
