import { Injectable } from '@nestjs/common';
import { yearRange } from '../../../kernel/dates.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { movingKinds, yearStatementOf, type EntryKind, type KindSum, type YearStatement } from '../rules/ledger-entry.js';

/** The year of one fund. */
export interface FundYear extends YearStatement {
  readonly fundId: string;
  readonly nameZh: string;
}

type SumRow = { fundId: string; nameZh: string } & Record<string, string>;

/** Two sums a kind, without grouping: one pass over the index, nothing to sort. */
const SUMS = movingKinds.flatMap((kind) => [
  `coalesce(sum(amount_fen) FILTER (WHERE kind = '${kind}' AND business_date < $1), 0)::text AS "${kind}Before"`,
  `coalesce(sum(amount_fen) FILTER (WHERE kind = '${kind}' AND business_date >= $1), 0)::text AS "${kind}During"`,
]).join(', ');

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
      `SELECT f.id AS "fundId", f.name_zh AS "nameZh", s.*
       FROM funds f CROSS JOIN LATERAL (
         SELECT ${SUMS} FROM ledger_entries e
         WHERE e.fund_id = f.id AND e.organization_id = f.organization_id AND e.kind = ANY ($3) AND e.business_date <= $2) s
       WHERE f.organization_path >= $4 AND f.organization_path < $4 || chr(1114111)
       ORDER BY f.organization_path, f.code`, [first, last, movingKinds, tx.actor.scope]);
    return rows.map((row) => ({ fundId: row.fundId, nameZh: row.nameZh, ...yearStatementOf(movingKinds.map((kind) => sumOf(row, kind))) }));
  }
}

function sumOf(row: SumRow, kind: EntryKind): KindSum {
  return { kind, beforeFen: BigInt(row[`${kind}Before`] ?? '0'), duringFen: BigInt(row[`${kind}During`] ?? '0') };
}
