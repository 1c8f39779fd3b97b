import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A bank account of a person, as one branch knows it. */
@Entity('bank_accounts')
export class BankAccountEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  /** Sealed. */
  @Column('bytea', { name: 'account_number' })
  accountNumber!: Buffer;

  @Column('bytea', { name: 'account_number_index' })
  accountNumberIndex!: Buffer;

  @Column('text', { name: 'bank_name' })
  bankName!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
