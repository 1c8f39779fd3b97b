import { Injectable } from '@nestjs/common';
import { yearRange } from '../../../kernel/dates.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { movingKinds, yearStatementOf, type EntryKind, type YearStatement } from '../rules/ledger-entry.js';

/** The year of one fund. */
export interface FundYear extends YearStatement {
  readonly fundId: string;
  readonly nameZh: string;
}

interface SumRow {
  fundId: string;
  nameZh: string;
  sums: { kind: EntryKind; before: string; during: string }[] | null;
}

/** What funds held and moved in a year, added up from the ledger's entries. */
@Injectable()
export class FundStatements {
  /**
   * The funds of the transaction's branch; a fund above it is left out, because only part of its entries can be seen from there.
   * @returns one statement a fund, in the order of their codes
   */
  async yearStatement(tx: Tx, year: number): Promise<FundYear[]> {
    const { first, last } = yearRange(year);
    const rows = await tx.rows<SumRow>(
      `SELECT f.id AS "fundId", f.name_zh AS "nameZh", (
         SELECT json_agg(k) FROM (
           SELECT e.kind, coalesce(sum(e.amount_fen) FILTER (WHERE e.business_date < $1), 0)::text AS before,
             coalesce(sum(e.amount_fen) FILTER (WHERE e.business_date >= $1), 0)::text AS during
           FROM ledger_entries e
           WHERE e.fund_id = f.id AND e.organization_id = f.organization_id AND e.kind = ANY ($3) AND e.business_date <= $2
           GROUP BY e.kind) k) AS sums
       FROM funds f WHERE f.organization_path >= $4 AND f.organization_path < $4 || chr(1114111)
       ORDER BY f.organization_path, f.code`, [first, last, movingKinds, tx.actor.scope]);
    return rows.map(({ fundId, nameZh, sums }) => ({
      fundId, nameZh,
      ...yearStatementOf((sums ?? []).map((sum) => ({ kind: sum.kind, beforeFen: BigInt(sum.before), duringFen: BigInt(sum.during) }))),
    }));
  }
}
