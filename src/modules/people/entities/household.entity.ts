import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A family, as one organization keeps it. */
@Entity('households')
export class HouseholdEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column('uuid', { name: 'head_person_id' })
  headPersonId!: string;

  @Column('integer', { default: 1 })
  version!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
