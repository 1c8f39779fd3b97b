import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import type { NewAidRecord } from './public/aid-records.js';
import './aid-records.refusals.js';

/** All SQL that writes aid records. */
@Injectable()
export class AidRecordsRepository {
  async add(tx: Tx, id: string, record: NewAidRecord): Promise<void> {
    await tx.affected(
      `INSERT INTO aid_records (id, organization_id, organization_path, person_id, household_id, kind, programme, period, fund_id, fund_source,
         form, amount_fen, source_type, source_id, status, promised_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'promised', $15)`,
      [id, record.organizationId, record.organizationPath, record.personId, record.householdId ?? null, record.kind, record.programme,
        record.period, record.fundId ?? null, record.fundSource, record.form, record.amountFen, record.sourceType, record.sourceId,
        record.promisedOn]);
  }

  /** @returns how many promised records of these cases became given */
  async give(tx: Tx, sourceType: string, sourceIds: readonly string[], givenOn: string): Promise<number> {
    return tx.affected(
      `UPDATE aid_records SET status = 'given', given_on = $3, version = version + 1
       WHERE source_type = $1 AND source_id = ANY ($2::uuid[]) AND status = 'promised'`, [sourceType, sourceIds, givenOn]);
  }

  /** @returns how many promised records of these cases became cancelled */
  async cancel(tx: Tx, sourceType: string, sourceIds: readonly string[]): Promise<number> {
    return tx.affected(
      `UPDATE aid_records SET status = 'cancelled', version = version + 1
       WHERE source_type = $1 AND source_id = ANY ($2::uuid[]) AND status = 'promised'`, [sourceType, sourceIds]);
  }

  /** @returns how many given records of these cases became reversed; the day on which each was given stays */
  async reverse(tx: Tx, sourceType: string, sourceIds: readonly string[], reversedOn: string): Promise<number> {
    return tx.affected(
      `UPDATE aid_records SET status = 'reversed', reversed_on = $3, version = version + 1
       WHERE source_type = $1 AND source_id = ANY ($2::uuid[]) AND status = 'given'`, [sourceType, sourceIds, reversedOn]);
  }
}
