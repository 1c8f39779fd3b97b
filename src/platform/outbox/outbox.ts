import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../database/transactions.js';
import type { Job } from './jobs.js';

/** Writes messages in the transaction of the change that they follow: sent only if it commits. */
@Injectable()
export class Outbox {
  /**
   * @param tx the transaction of the change
   * @param job the kind of message
   * @param payload ids only, never personal data
   * @param delaySeconds how long to wait before it is due
   */
  async add<Payload extends object>(tx: Tx, job: Job<Payload>, payload: Payload, delaySeconds = 0): Promise<void> {
    await tx.affected(
      `INSERT INTO outbox (id, job, payload, organization_id, scope, on_behalf_of, request_id, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))`,
      [newId(), job.name, JSON.stringify(payload), tx.actor.organizationId, tx.actor.scope, tx.actor.accountId, tx.actor.requestId, delaySeconds],
    );
  }
}
