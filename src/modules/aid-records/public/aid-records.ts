import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { AidRecordRefusal } from '../aid-records.refusals.js';
import { AidRecordsRepository } from '../aid-records.repository.js';

/** Where the money of an aid comes from. */
export type FundSource =
  | 'CENTRAL_FISCAL' | 'LOCAL_FISCAL' | 'SUPERIOR_UNION' | 'OWN_UNION' | 'SOCIAL_DONATION' | 'EMPLOYER' | 'OTHER' | 'MUTUAL_AID_FUND';

/** One aid that somebody will get. */
export interface NewAidRecord {
  readonly personId: string;
  readonly householdId?: string;
  /** The kind of aid, such as `MUTUAL_AID`. */
  readonly kind: string;
  /** The programme that gives it; its own words. */
  readonly programme: string;
  /** The span that once-a-period rules count in, such as `2011`. */
  readonly period: string;
  readonly fundId?: string;
  readonly fundSource: FundSource;
  readonly form: 'cash' | 'goods';
  readonly amountFen: bigint;
  /** The case that gives it; it has one aid record. */
  readonly sourceType: string;
  readonly sourceId: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  /** `YYYY-MM-DD` */
  readonly promisedOn: string;
}

/** One row for each aid promised or given, of whatever programme: what caps and once-a-period rules add up. */
@Injectable()
export class AidRecords {
  constructor(private readonly repository: AidRecordsRepository) {}

  /**
   * Writes an aid down in the transaction of its decision.
   * @returns the record's id
   * @throws Refused `aid_record.already_promised`
   */
  async promise(tx: Tx, record: NewAidRecord): Promise<string> {
    const id = newId();
    await this.repository.add(tx, id, record);
    return id;
  }

  /**
   * The promised aids of these cases have been given, all or none.
   * @param givenOn `YYYY-MM-DD`
   * @throws Refused `aid_record.not_promised`
   */
  async give(tx: Tx, sourceType: string, sourceIds: readonly string[], givenOn: string): Promise<void> {
    const given = await this.repository.give(tx, sourceType, sourceIds, givenOn);
    if (given !== sourceIds.length) throw new Refused<AidRecordRefusal>('aid_record.not_promised');
  }

  /**
   * The promised aids of these cases will not be given, all or none.
   * @throws Refused `aid_record.not_promised`
   */
  async cancel(tx: Tx, sourceType: string, sourceIds: readonly string[]): Promise<void> {
    const cancelled = await this.repository.cancel(tx, sourceType, sourceIds);
    if (cancelled !== sourceIds.length) throw new Refused<AidRecordRefusal>('aid_record.not_promised');
  }

  /**
   * The given aids of these cases have been undone, all or none.
   * @param on the day of the reversal, `YYYY-MM-DD`
   * @throws Refused `aid_record.not_given`
   */
  async reverse(tx: Tx, sourceType: string, sourceIds: readonly string[], on: string): Promise<void> {
    const reversed = await this.repository.reverse(tx, sourceType, sourceIds, on);
    if (reversed !== sourceIds.length) throw new Refused<AidRecordRefusal>('aid_record.not_given');
  }
}
