import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The balance of one account of a fund; only the ledger's trigger writes it. */
@Entity('fund_accounts')
export class FundAccountEntity {
  @PrimaryColumn({ name: 'fund_id', type: 'uuid' })
  fundId!: string;

  @PrimaryColumn({ type: 'text' })
  account!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'balance_fen', type: 'bigint', default: 0 })
  balanceFen!: string;
}
