import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A role given to an account for a branch. `endedAt` takes it away at once; `validTo` is its last day otherwise. */
@Entity('account_roles')
export class AccountRole {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text') role!: string;
  @Column('uuid', { name: 'organization_id' }) organizationId!: string;
  @Column({ type: 'text', name: 'organization_path', collation: 'C' }) organizationPath!: string;
  @Column('date', { name: 'valid_from' }) validFrom!: string;
  @Column('date', { name: 'valid_to', nullable: true }) validTo!: string | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('uuid', { name: 'given_by', nullable: true }) givenBy!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
