import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import { CLAIM, type ClaimRecord } from './claim-record.js';

/** The log of looks at what claims hide. */
@Injectable()
export class ClaimReveals {
  constructor(private readonly clock: Clock) {}

  /** Writes who looked at which fields of a claim, and why. */
  async record(tx: Tx, claim: Pick<ClaimRecord, 'id' | 'organizationId'>, fields: readonly string[], reason: string): Promise<void> {
    await tx.affected(
      `INSERT INTO reveals (id, organization_id, account_id, subject_type, subject_id, fields, reason, request_id, business_time)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [newId(), claim.organizationId, tx.actor.accountId, CLAIM, claim.id, fields, reason, tx.actor.requestId, this.clock.now()]);
  }
}
