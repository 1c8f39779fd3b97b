import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One movement between two accounts of a fund. Append-only. */
@Entity('ledger_entries')
export class LedgerEntryEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'entry_number', type: 'bigint', generated: 'identity' })
  entryNumber!: string;

  @Column({ name: 'fund_id', type: 'uuid' })
  fundId!: string;

  /** The fund's organization. */
  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ name: 'beneficiary_organization_id', type: 'uuid' })
  beneficiaryOrganizationId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'from_account', type: 'text' })
  fromAccount!: string;

  @Column({ name: 'to_account', type: 'text' })
  toAccount!: string;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ name: 'reservation_id', type: 'uuid', nullable: true })
  reservationId!: string | null;

  @Column({ name: 'source_type', type: 'text' })
  sourceType!: string;

  @Column({ name: 'source_id', type: 'uuid' })
  sourceId!: string;

  @Column({ type: 'text', nullable: true })
  contributor!: string | null;

  @Column({ type: 'text', nullable: true })
  memo!: string | null;

  @Column({ name: 'business_date', type: 'date' })
  businessDate!: string;

  @Column({ name: 'recorded_by', type: 'uuid', nullable: true })
  recordedBy!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
