import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { cursorOrThrow, type PageQuery } from '../../platform/http/pages.js';
import type { FundView, LedgerEntryView } from './dto/fund-views.js';
import type { FundRefusal } from './funds.refusals.js';

const FUND = `
  SELECT f.id, f.organization_id AS "organizationId", o.name_zh AS "organizationNameZh", f.code, f.name_zh AS "nameZh", f.purpose,
    -b.contributions AS "contributedFen", b.available AS "availableFen", b.reserved AS "reservedFen", b.paid AS "paidFen", f.version
  FROM funds f
  JOIN organizations o ON o.id = f.organization_id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(balance_fen) FILTER (WHERE account = 'contributions'), 0) AS contributions,
      coalesce(sum(balance_fen) FILTER (WHERE account = 'available'), 0) AS available,
      coalesce(sum(balance_fen) FILTER (WHERE account = 'reserved'), 0) AS reserved,
      coalesce(sum(balance_fen) FILTER (WHERE account = 'paid'), 0) AS paid
    FROM fund_accounts a WHERE a.fund_id = f.id) b`;

const ENTRY = `
  SELECT id, entry_number AS "entryNumber", kind, from_account AS "fromAccount", to_account AS "toAccount", amount_fen AS "amountFen",
    beneficiary_organization_id AS "beneficiaryOrganizationId", reservation_id AS "reservationId", source_type AS "sourceType",
    source_id AS "sourceId", contributor AS "from", memo, business_date::text AS "businessDate"
  FROM ledger_entries`;

type FundRow = Omit<FundView, 'contributedFen' | 'availableFen' | 'reservedFen' | 'paidFen'>
  & Record<'contributedFen' | 'availableFen' | 'reservedFen' | 'paidFen', string>;
type EntryRow = Omit<LedgerEntryView, 'entryNumber' | 'amountFen'> & { entryNumber: string; amountFen: string };

/** What the API shows of funds: those of the branch and those above it that it may spend from. */
@Injectable()
export class FundQueries {
  constructor(private readonly transactions: Transactions) {}

  async list(actor: Actor, query: PageQuery): Promise<Page<FundView>> {
    const [after] = cursorOrThrow(query, ['uuid']) ?? [null];
    const rows = await this.transactions.read(actor, (tx) => tx.rows<FundRow>(
      `${FUND} WHERE ($1::uuid IS NULL OR f.id > $1) ORDER BY f.id LIMIT $2`, [after, query.limit + 1]));
    return pageOf(rows.map(fundView), query.limit, (fund) => [fund.id]);
  }

  /** @throws Refused `fund.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<FundView> {
    const row = await this.transactions.read(actor, (tx) => tx.row<FundRow>(`${FUND} WHERE f.id = $1`, [id]));
    if (!row) throw new Refused<FundRefusal>('fund.not_found');
    return fundView(row);
  }

  /**
   * A page of a fund's entries in the order of recording. The fund's side sees all of them, a branch below its own.
   * @throws Refused `fund.not_found`
   */
  async entries(actor: Actor, fundId: string, query: PageQuery): Promise<Page<LedgerEntryView>> {
    const [after] = cursorOrThrow(query, ['integer']) ?? [0];
    const rows = await this.transactions.read(actor, async (tx) => {
      await assertFund(tx, fundId);
      return tx.rows<EntryRow>(
        `${ENTRY} WHERE fund_id = $1 AND entry_number > $2 ORDER BY entry_number LIMIT $3`, [fundId, after, query.limit + 1]);
    });
    return pageOf(rows.map(entryView), query.limit, (entry) => [entry.entryNumber]);
  }

  /** @throws Refused `fund.not_found` */
  async entryOrThrow(actor: Actor, fundId: string, entryId: string): Promise<LedgerEntryView> {
    const row = await this.transactions.read(actor, (tx) => tx.row<EntryRow>(`${ENTRY} WHERE fund_id = $1 AND id = $2`, [fundId, entryId]));
    if (!row) throw new Refused<FundRefusal>('fund.not_found');
    return entryView(row);
  }
}

async function assertFund(tx: Tx, fundId: string): Promise<void> {
  if (!(await tx.row('SELECT 1 FROM funds WHERE id = $1', [fundId]))) throw new Refused<FundRefusal>('fund.not_found');
}

function fundView(row: FundRow): FundView {
  return {
    ...row, contributedFen: BigInt(row.contributedFen), availableFen: BigInt(row.availableFen), reservedFen: BigInt(row.reservedFen),
    paidFen: BigInt(row.paidFen),
  };
}

function entryView(row: EntryRow): LedgerEntryView {
  return { ...row, entryNumber: Number(row.entryNumber), amountFen: BigInt(row.amountFen) };
}
