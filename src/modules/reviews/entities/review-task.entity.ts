import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('review_tasks')
export class ReviewTaskEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'subject_type', type: 'text' })
  subjectType!: string;

  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId!: string;

  @Column({ name: 'subject_organization_id', type: 'uuid' })
  subjectOrganizationId!: string;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text', default: 'open' })
  status!: string;

  @Column({ name: 'leased_by', type: 'uuid', nullable: true })
  leasedBy!: string | null;

  @Column({ name: 'leased_until', type: 'timestamptz', nullable: true })
  leasedUntil!: Date | null;

  @Column({ name: 'opened_on', type: 'date' })
  openedOn!: string;

  @Column({ name: 'due_on', type: 'date' })
  dueOn!: string;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
