import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Union membership of a person in an organization. */
@Entity('memberships')
export class MembershipEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column('text', { nullable: true })
  workplace!: string | null;

  @Column('text', { nullable: true })
  occupation!: string | null;

  @Column('date', { name: 'employed_on', nullable: true })
  employedOn!: string | null;

  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
