import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('aid_records')
export class AidRecordEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'person_id', type: 'uuid' })
  personId!: string;

  @Column({ name: 'household_id', type: 'uuid', nullable: true })
  householdId!: string | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  programme!: string;

  @Column({ type: 'text' })
  period!: string;

  @Column({ name: 'fund_id', type: 'uuid', nullable: true })
  fundId!: string | null;

  @Column({ name: 'fund_source', type: 'text' })
  fundSource!: string;

  @Column({ type: 'text' })
  form!: string;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ name: 'source_type', type: 'text' })
  sourceType!: string;

  @Column({ name: 'source_id', type: 'uuid' })
  sourceId!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ name: 'promised_on', type: 'date' })
  promisedOn!: string;

  @Column({ name: 'given_on', type: 'date', nullable: true })
  givenOn!: string | null;

  @Column({ name: 'reversed_on', type: 'date', nullable: true })
  reversedOn!: string | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
