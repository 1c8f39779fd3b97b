import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { Transactions } from '../../../platform/database/transactions.js';
import '../../../platform/database/versions.js';
import { CardBatchesRepository } from '../card-batches.repository.js';
import type { CardRefusal } from '../cards.refusals.js';
import { cardBatchTransitions } from '../rules/card-batch-status.js';

/** Closes a card batch; its cards stay as they are. */
@Injectable()
export class CloseCardBatch {
  constructor(
    private readonly transactions: Transactions,
    private readonly batches: CardBatchesRepository,
  ) {}

  /** @throws Refused `card_batch.not_found`, `version.stale`, `card_batch.not_open` */
  async execute(actor: Actor, id: string, version: number): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const batch = await this.batches.find(tx, id);
      if (!batch) throw new Refused<CardRefusal>('card_batch.not_found');
      if (batch.version !== version) throw new Refused('version.stale');
      const step = transitionOf(cardBatchTransitions, batch.status, 'close');
      if (!step) throw new Refused<CardRefusal>('card_batch.not_open', { status: batch.status });
      if (!(await this.batches.move(tx, id, version, step))) throw new Refused('version.stale');
      return { id };
    });
  }
}
