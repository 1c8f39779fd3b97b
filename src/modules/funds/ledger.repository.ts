import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import './funds.refusals.js';

/** Money that comes into a fund. */
export interface ContributionEntry {
  readonly id: string;
  readonly fundId: string;
  readonly amountFen: bigint;
  readonly contributor: string;
  readonly memo: string | null;
  readonly businessDate: string;
}

/** Money of a fund put aside for one case of a beneficiary's organization. */
export interface ReserveEntry {
  readonly id: string;
  readonly fundId: string;
  readonly amountFen: bigint;
  readonly beneficiaryOrganizationId: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly businessDate: string;
}

/** The end of a reserve; without a source it is booked for the source of the reserve itself. */
export interface ReserveEnd {
  readonly id: string;
  readonly reservationId: string;
  readonly sourceId?: string;
}

/** All SQL that writes the ledger. Balances follow by trigger, and its constraints refuse an overdraft. */
@Injectable()
export class LedgerRepository {
  /** @returns how many entries were written: 0 when the fund is out of sight */
  async contribute(tx: Tx, entry: ContributionEntry): Promise<number> {
    return tx.affected(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen,
         source_type, source_id, contributor, memo, business_date, recorded_by)
       SELECT $1, f.id, f.organization_id, f.organization_id, 'contribution', 'contributions', 'available', $3,
         'contribution', $1, $4, $5, $6, $7
       FROM funds f WHERE f.id = $2`,
      [entry.id, entry.fundId, entry.amountFen, entry.contributor, entry.memo, entry.businessDate, tx.actor.accountId]);
  }

  /** A reserve is named by its first entry. @returns 0 when the fund is out of sight */
  async reserve(tx: Tx, entry: ReserveEntry): Promise<number> {
    return tx.affected(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen,
         reservation_id, source_type, source_id, business_date, recorded_by)
       SELECT $1, f.id, f.organization_id, $3, 'reserve', 'available', 'reserved', $4, $1, $5, $6, $7, $8
       FROM funds f WHERE f.id = $2`,
      [entry.id, entry.fundId, entry.beneficiaryOrganizationId, entry.amountFen, entry.sourceType, entry.sourceId, entry.businessDate,
        tx.actor.accountId]);
  }

  /** Ends reserves in one statement. @returns how many were found and ended */
  async end(
    tx: Tx, kind: 'post' | 'release', ends: readonly ReserveEnd[], options: { readonly sourceType?: string; readonly businessDate: string },
  ): Promise<number> {
    const [from, to] = kind === 'post' ? ['reserved', 'paid'] : ['reserved', 'available'];
    return tx.affected(
      `INSERT INTO ledger_entries (id, fund_id, organization_id, beneficiary_organization_id, kind, from_account, to_account, amount_fen,
         reservation_id, source_type, source_id, business_date, recorded_by)
       SELECT n.id, r.fund_id, r.organization_id, r.beneficiary_organization_id, $4, $5, $6, r.amount_fen,
         r.reservation_id, coalesce($7, r.source_type), coalesce(n.source_id, r.source_id), $8, $9
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n(id, reservation_id, source_id)
       JOIN ledger_entries r ON r.reservation_id = n.reservation_id AND r.kind = 'reserve'
       ORDER BY n.reservation_id`,
      [ends.map((end) => end.id), ends.map((end) => end.reservationId), ends.map((end) => end.sourceId ?? null), kind, from, to,
        options.sourceType ?? null, options.businessDate, tx.actor.accountId]);
  }
}
