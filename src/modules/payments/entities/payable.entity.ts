import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that a decision has promised and a cashier is to pay. */
@Entity('payables')
export class PayableEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'source_type', type: 'text' })
  sourceType!: string;

  @Column({ name: 'source_id', type: 'uuid' })
  sourceId!: string;

  @Column({ type: 'integer', default: 1 })
  installment!: number;

  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'fund_id', type: 'uuid' })
  fundId!: string;

  @Column({ name: 'reservation_id', type: 'uuid' })
  reservationId!: string;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ name: 'payee_person_id', type: 'uuid' })
  payeePersonId!: string;

  @Column({ name: 'payee_name', type: 'text' })
  payeeName!: string;

  /** Sealed. */
  @Column({ name: 'account_number', type: 'bytea', nullable: true })
  accountNumber!: Buffer | null;

  @Column({ name: 'account_number_index', type: 'bytea', nullable: true })
  accountNumberIndex!: Buffer | null;

  @Column({ name: 'bank_name', type: 'text', nullable: true })
  bankName!: string | null;

  @Column({ name: 'registered_by', type: 'uuid' })
  registeredBy!: string;

  @Column({ name: 'reviewed_by', type: 'uuid' })
  reviewedBy!: string;

  @Column({ name: 'approved_by', type: 'uuid' })
  approvedBy!: string;

  @Column({ type: 'text', default: 'open' })
  status!: string;

  @Column({ name: 'opened_on', type: 'date' })
  openedOn!: string;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
