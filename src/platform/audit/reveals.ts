import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../database/transactions.js';

/** A look at unmasked data. */
export interface Reveal {
  /** What was looked at: its kind, such as `person`, and its id. */
  readonly subjectType: string;
  readonly subjectId: string;
  /** The organization that the row belongs to, in the actor's scope. */
  readonly organizationId: string;
  /** Names of the fields that were shown, never their values. */
  readonly fields: readonly string[];
  /** Why, in the words of the person who looked, or of the act that shows the data. */
  readonly reason: string;
}

/** The log of every look at unmasked data. */
@Injectable()
export class Reveals {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /**
   * Writes who looks at what, and why.
   * @param tx the transaction that reads the data; its actor is a person with an account
   * @throws the database's error when nobody looks or the organization lies outside the scope, so that nothing is shown
   */
  async record(tx: Tx, { subjectType, subjectId, organizationId, fields, reason }: Reveal): Promise<void> {
    await tx.affected(
      `INSERT INTO reveals (id, organization_id, account_id, subject_type, subject_id, fields, reason, request_id, business_time)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [newId(), organizationId, tx.actor.accountId, subjectType, subjectId, fields, reason, tx.actor.requestId, this.clock.now().toISOString()]);
  }
}
