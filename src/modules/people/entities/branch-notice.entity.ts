import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A notice that an organization has registered somebody whom another branch knows, or has been refused because the name differs. */
@Entity('branch_notices')
export class BranchNoticeEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  code!: string;

  @Column('uuid', { name: 'registering_organization_id' })
  registeringOrganizationId!: string;

  @Column('text', { name: 'registering_organization_name' })
  registeringOrganizationName!: string;

  @Column('date', { name: 'noticed_on' })
  noticedOn!: string;

  @Column('text', { default: 'open' })
  status!: string;

  @Column('text', { nullable: true })
  resolution!: string | null;

  /** Sealed. */
  @Column('bytea', { nullable: true })
  note!: Buffer | null;

  @Column('uuid', { name: 'closed_by', nullable: true })
  closedBy!: string | null;

  @Column('date', { name: 'closed_on', nullable: true })
  closedOn!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
