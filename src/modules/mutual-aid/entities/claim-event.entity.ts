import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('claim_events')
export class ClaimEventEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'claim_id', type: 'uuid' })
  claimId!: string;

  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ type: 'text' })
  event!: string;

  @Column({ name: 'from_status', type: 'text', nullable: true })
  fromStatus!: string | null;

  @Column({ name: 'to_status', type: 'text' })
  toStatus!: string;

  @Column({ name: 'account_id', type: 'uuid', nullable: true })
  accountId!: string | null;

  @Column({ name: 'system_actor', type: 'text', nullable: true })
  systemActor!: string | null;

  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode!: string | null;

  @Column({ type: 'bytea', nullable: true })
  note!: Buffer | null;

  @Column({ name: 'business_time', type: 'timestamptz' })
  businessTime!: Date;

  @Column({ name: 'real_time', type: 'timestamptz', default: () => 'clock_timestamp()' })
  realTime!: Date;
}
