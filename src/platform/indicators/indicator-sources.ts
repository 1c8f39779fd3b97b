import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/transactions.js';

/** One figure that can be asked for a year. */
export interface Indicator {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** `fen` for money; any other unit is something counted, in the source's own word. */
  readonly unit: string;
  /** Place among all figures, ascending. */
  readonly order: number;
}

/** One record behind a figure. Its label is masked. */
export interface IndicatorRecord {
  readonly recordType: string;
  readonly recordId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly label: string;
  /** What the record adds to a figure in fen; negative when it takes away. Absent where records are counted. */
  readonly amountFen?: bigint;
}

/** The last record of the page before. */
export interface RecordPosition {
  readonly date: string;
  readonly recordId: string;
}

/**
 * Figures that one module knows. All that it reads lies in the branch of the transaction.
 * A figure and its records agree: counted records number the figure, amounts add up to it.
 */
export interface IndicatorSource {
  indicators(): readonly Indicator[];
  /** The year's figures by id: counts, or fen. */
  values(tx: Tx, year: number): Promise<ReadonlyMap<string, bigint>>;
  /**
   * The records behind one figure, ordered by date and id.
   * @param after the last one seen, or undefined for the first page
   * @param limit how many at most
   */
  records(tx: Tx, indicatorId: string, year: number, after: RecordPosition | undefined, limit: number): Promise<IndicatorRecord[]>;
}

/** Which module answers for which figure; modules join it at start-up. */
@Injectable()
export class IndicatorSources {
  private readonly owners = new Map<string, { readonly indicator: Indicator; readonly source: IndicatorSource }>();
  private readonly joined: IndicatorSource[] = [];

  /** @throws Error when a figure has an owner already, which stops the start */
  join(source: IndicatorSource): void {
    for (const indicator of source.indicators()) {
      if (this.owners.has(indicator.id)) throw new Error(`Indicator ${indicator.id} has two owners`);
      this.owners.set(indicator.id, { indicator, source });
    }
    this.joined.push(source);
  }

  /** Every figure, in order. */
  all(): readonly Indicator[] {
    return [...this.owners.values()].map(({ indicator }) => indicator).sort((a, b) => a.order - b.order);
  }

  /** The owner of a figure, or undefined for an unknown one. */
  find(id: string): { readonly indicator: Indicator; readonly source: IndicatorSource } | undefined {
    return this.owners.get(id);
  }

  /**
   * The year's values of every figure.
   * @throws Error when a source leaves one of its figures out
   */
  async values(tx: Tx, year: number): Promise<ReadonlyMap<string, bigint>> {
    const values = new Map<string, bigint>();
    for (const source of this.joined) {
      const given = await source.values(tx, year);
      for (const { id } of source.indicators()) {
        const value = given.get(id);
        if (value === undefined) throw new Error(`Nobody gave a value for indicator ${id}`);
        values.set(id, value);
      }
    }
    return values;
  }
}
