import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A notice to one branch that another has registered a person whom it knows. */
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

  @Column('text', { name: 'other_organization_name' })
  otherOrganizationName!: string;

  @Column('date', { name: 'noticed_on' })
  noticedOn!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
