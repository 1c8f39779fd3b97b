import { Injectable, type OnModuleInit } from '@nestjs/common';
import { yearRange } from '../../kernel/dates.js';
import type { Tx } from '../../platform/database/transactions.js';
import {
  IndicatorSources, type Indicator, type IndicatorRecord, type IndicatorSource, type RecordPosition,
} from '../../platform/indicators/indicator-sources.js';
import { FundStatements } from './public/fund-statements.js';
import { effectFen, movingKinds, type EntryKind, type YearStatement } from './rules/ledger-entry.js';

const indicators: readonly Indicator[] = [
  { id: 'R19_OPENING', nameZh: '基金年初结余', nameEn: 'Funds at the start of the year', unit: 'fen', order: 1910 },
  { id: 'R19_IN', nameZh: '基金收入', nameEn: 'Funds received', unit: 'fen', order: 1920 },
  { id: 'R19_OUT', nameZh: '基金支出', nameEn: 'Funds paid out', unit: 'fen', order: 1930 },
  { id: 'R19_CLOSING', nameZh: '基金年末结余', nameEn: 'Funds at the end of the year', unit: 'fen', order: 1940 },
];

const figures = { R19_OPENING: 'openingFen', R19_IN: 'inFen', R19_OUT: 'outFen', R19_CLOSING: 'closingFen' } as const satisfies
  Record<string, keyof YearStatement>;

const kindNames: Readonly<Record<string, string>> = { contribution: '收入', post: '支付', reversal: '冲回' };

interface EntryRow {
  recordId: string;
  date: string;
  kind: EntryKind;
  amountFen: string;
  entryNumber: string;
  fundName: string;
}

/** Income, spending and balance of the branch's funds (R19), with the ledger entries behind them. */
@Injectable()
export class FundIndicators implements IndicatorSource, OnModuleInit {
  constructor(
    private readonly sources: IndicatorSources,
    private readonly statements: FundStatements,
  ) {}

  onModuleInit(): void {
    this.sources.join(this);
  }

  indicators(): readonly Indicator[] {
    return indicators;
  }

  async values(tx: Tx, year: number): Promise<ReadonlyMap<string, bigint>> {
    const years = await this.statements.yearStatement(tx, year);
    return new Map(Object.entries(figures).map(([id, figure]) => [id, years.reduce((sum, fund) => sum + fund[figure], 0n)]));
  }

  async records(tx: Tx, indicatorId: string, year: number, after: RecordPosition | undefined, limit: number): Promise<IndicatorRecord[]> {
    const { kinds, from, until } = entriesOf(indicatorId, year);
    const rows = await tx.rows<EntryRow>(
      `SELECT e.id AS "recordId", e.business_date::text AS date, e.kind, e.amount_fen AS "amountFen", e.entry_number AS "entryNumber",
         f.name_zh AS "fundName"
       FROM ledger_entries e JOIN funds f ON f.id = e.fund_id
       WHERE f.organization_path >= $1 AND f.organization_path < $1 || chr(1114111)
         AND e.kind = ANY ($2) AND e.business_date >= $3 AND e.business_date < $4 AND (e.business_date, e.id) > ($5, $6)
       ORDER BY e.business_date, e.id LIMIT $7`,
      [tx.actor.scope, kinds, from, until, after?.date ?? '0001-01-01', after?.recordId ?? '00000000-0000-0000-0000-000000000000', limit]);
    const sign = indicatorId === 'R19_OUT' ? -1n : 1n;
    return rows.map((row) => ({
      recordType: 'ledger_entry', recordId: row.recordId, date: row.date,
      label: `${row.fundName} ${kindNames[row.kind] ?? row.kind} #${row.entryNumber}`,
      amountFen: sign * effectFen(row.kind, BigInt(row.amountFen)),
    }));
  }
}

/** Which entries a figure of a year adds up; `until` is the first day that no longer counts. */
function entriesOf(indicatorId: string, year: number): { kinds: readonly EntryKind[]; from: string; until: string } {
  const first = yearRange(year).first;
  const next = yearRange(year + 1).first;
  const ever = '0001-01-01';
  switch (indicatorId) {
    case 'R19_OPENING': return { kinds: movingKinds, from: ever, until: first };
    case 'R19_IN': return { kinds: ['contribution'], from: first, until: next };
    case 'R19_OUT': return { kinds: ['post', 'reversal'], from: first, until: next };
    case 'R19_CLOSING': return { kinds: movingKinds, from: ever, until: next };
    default: throw new Error(`Funds know no indicator ${indicatorId}`);
  }
}
