import { Injectable } from '@nestjs/common';
import type { Transition } from '../../kernel/transitions.js';
import type { Tx } from '../../platform/database/transactions.js';
import './cards.refusals.js';
import type { CardBatchStatus } from './rules/card-batch-status.js';

/** A card batch as use cases need it. Dates are `YYYY-MM-DD`. */
export interface CardBatchRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly planId: string;
  readonly planVersionId: string;
  readonly gifted: boolean;
  readonly validFrom: string;
  readonly status: CardBatchStatus;
  readonly version: number;
}

/** A batch to be written, of the actor's organization. */
export interface NewCardBatch {
  readonly id: string;
  readonly planId: string;
  readonly planVersionId: string;
  readonly nameZh: string;
  readonly occupationGroup: string | null;
  readonly gifted: boolean;
  readonly validFrom: string;
}

const SELECT_BATCH = `SELECT id, organization_id AS "organizationId", organization_path AS "organizationPath", plan_id AS "planId",
  plan_version_id AS "planVersionId", gifted, valid_from::text AS "validFrom", status, version FROM card_batches WHERE id = $1`;

/** All SQL that writes card batches, and what use cases read of them. */
@Injectable()
export class CardBatchesRepository {
  /** A batch of the branch. */
  async find(tx: Tx, id: string): Promise<CardBatchRecord | undefined> {
    return tx.row<CardBatchRecord>(SELECT_BATCH, [id]);
  }

  /** A batch of the branch, kept from being closed until the transaction ends; others may give cards of it meanwhile. */
  async findShared(tx: Tx, id: string): Promise<CardBatchRecord | undefined> {
    return tx.row<CardBatchRecord>(`${SELECT_BATCH} FOR SHARE`, [id]);
  }

  async add(tx: Tx, batch: NewCardBatch): Promise<void> {
    await tx.affected(
      `INSERT INTO card_batches (id, organization_id, organization_path, plan_id, plan_version_id, name_zh, occupation_group, gifted, valid_from, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [batch.id, tx.actor.organizationId, tx.actor.scope, batch.planId, batch.planVersionId, batch.nameZh, batch.occupationGroup, batch.gifted,
        batch.validFrom, tx.actor.accountId]);
  }

  /** Takes an allowed step. @returns whether the batch stood where the step begins, in the version that the caller saw */
  async move(tx: Tx, id: string, version: number, step: Transition<CardBatchStatus>): Promise<boolean> {
    return (await tx.affected(
      'UPDATE card_batches SET status = $4, version = version + 1 WHERE id = $1 AND version = $2 AND status = $3',
      [id, version, step.from, step.to])) === 1;
  }
}
