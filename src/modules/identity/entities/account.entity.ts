import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who works in the system. The password and the failures are closed to the application role. */
@Entity('accounts')
export class Account {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) username!: string;
  @Column('text', { name: 'display_name' }) displayName!: string;
  @Column('uuid', { name: 'organization_id' }) organizationId!: string;
  @Column({ type: 'text', name: 'organization_path', collation: 'C' }) organizationPath!: string;
  @Column('text', { name: 'password_hash', select: false }) passwordHash!: string;
  @Column('text', { default: 'active' }) state!: string;
  @Column('timestamptz', { name: 'password_changed_at', default: () => 'now()', select: false }) passwordChangedAt!: Date;
  @Column('integer', { name: 'failed_attempts', default: 0, select: false }) failedAttempts!: number;
  @Column('timestamptz', { name: 'locked_until', nullable: true }) lockedUntil!: Date | null;
  @Column('boolean', { name: 'must_change_password', default: false }) mustChangePassword!: boolean;
  @Column('integer', { default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
