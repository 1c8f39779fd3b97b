import { Injectable, type OnModuleInit } from '@nestjs/common';
import { yearRange } from '../../kernel/dates.js';
import { maskName } from '../../kernel/masks.js';
import type { Tx } from '../../platform/database/transactions.js';
import {
  IndicatorSources, type Indicator, type IndicatorRecord, type IndicatorSource, type RecordPosition,
} from '../../platform/indicators/indicator-sources.js';

const indicators: readonly Indicator[] = [
  { id: 'R17_IN_FORCE', nameZh: '互助保障参保', nameEn: 'Mutual-aid cards in force', unit: 'person_times', order: 1710 },
  { id: 'R17_GIFTED', nameZh: '其中：当年赠送', nameEn: 'of which gifted in the year', unit: 'person_times', order: 1720 },
  { id: 'R18_COUNT', nameZh: '互助保障给付人次', nameEn: 'Mutual-aid benefits paid', unit: 'person_times', order: 1810 },
  { id: 'R18_AMOUNT', nameZh: '互助保障给付金额', nameEn: 'Mutual-aid benefits paid, amount', unit: 'fen', order: 1820 },
];

/** A lost card is counted by the card that replaces it, a void one never was. */
const LIVE_CARD = `c.status IN ('issued','used')`;

/** Which rows a figure counts, in the year `$1` to `$2`, and the date that they are listed under. */
const selections: Readonly<Record<string, { readonly table: 'cards' | 'claims'; readonly where: string; readonly date: string }>> = {
  R17_IN_FORCE: { table: 'cards', where: `${LIVE_CARD} AND c.valid_from <= $2 AND c.valid_to >= $1`, date: 'c.valid_from' },
  R17_GIFTED: { table: 'cards', where: `${LIVE_CARD} AND c.gifted AND c.issued_on BETWEEN $1 AND $2`, date: 'c.issued_on' },
  R18_COUNT: { table: 'claims', where: `c.status = 'paid' AND c.paid_on BETWEEN $1 AND $2`, date: 'c.paid_on' },
  R18_AMOUNT: { table: 'claims', where: `c.status = 'paid' AND c.paid_on BETWEEN $1 AND $2`, date: 'c.paid_on' },
};

interface Row {
  recordId: string;
  date: string;
  number: string;
  name: string | null;
  amountFen: string | null;
}

/** Cards in force and gifted (R17), benefits paid (R18), with the cards and claims behind them. */
@Injectable()
export class MutualAidIndicators implements IndicatorSource, OnModuleInit {
  constructor(private readonly sources: IndicatorSources) {}

  onModuleInit(): void {
    this.sources.join(this);
  }

  indicators(): readonly Indicator[] {
    return indicators;
  }

  async values(tx: Tx, year: number): Promise<ReadonlyMap<string, bigint>> {
    const { first, last } = yearRange(year);
    const count = (id: string): string => `(SELECT count(*) FROM ${tableOf(id)} c WHERE ${selectionOf(id).where})::text AS "${id}"`;
    const row = await tx.row<Record<string, string>>(
      `SELECT ${['R17_IN_FORCE', 'R17_GIFTED'].map(count).join(', ')}, paid."R18_COUNT", paid."R18_AMOUNT"
       FROM (SELECT count(*)::text AS "R18_COUNT", coalesce(sum(c.benefit_fen), 0)::text AS "R18_AMOUNT"
             FROM claims c WHERE ${selectionOf('R18_COUNT').where}) paid`, [first, last]);
    return new Map(Object.entries(row ?? {}).map(([id, value]) => [id, BigInt(value)]));
  }

  async records(tx: Tx, indicatorId: string, year: number, after: RecordPosition | undefined, limit: number): Promise<IndicatorRecord[]> {
    const { first, last } = yearRange(year);
    const { table, where, date } = selectionOf(indicatorId);
    const rows = await tx.rows<Row>(
      `SELECT r.id AS "recordId", r.date::text AS date, r.number, p.name, r.fen::text AS "amountFen"
       FROM (
         SELECT c.id, c.person_id, ${date} AS date, ${table === 'cards' ? 'c.card_number' : 'c.claim_number'} AS number,
           ${indicatorId === 'R18_AMOUNT' ? 'c.benefit_fen' : 'NULL'} AS fen
         FROM ${table} c WHERE ${where} AND (${date}, c.id) > ($3::date, $4::uuid) ORDER BY ${date}, c.id LIMIT $5) r
       LEFT JOIN people p ON p.id = r.person_id
       ORDER BY r.date, r.id`,
      [first, last, after?.date ?? '0001-01-01', after?.recordId ?? '00000000-0000-0000-0000-000000000000', limit]);
    return rows.map((row) => ({
      recordType: table === 'cards' ? 'card' : 'claim', recordId: row.recordId, date: row.date,
      label: row.name === null ? row.number : `${row.number} ${maskName(row.name)}`,
      ...(row.amountFen === null ? {} : { amountFen: BigInt(row.amountFen) }),
    }));
  }
}

function tableOf(id: string): string {
  return selectionOf(id).table;
}

function selectionOf(id: string): (typeof selections)[string] {
  const selection = selections[id];
  if (!selection) throw new Error(`Mutual aid knows no indicator ${id}`);
  return selection;
}
