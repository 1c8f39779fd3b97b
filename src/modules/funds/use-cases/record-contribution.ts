import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { FundRefusal } from '../funds.refusals.js';
import { FundsRepository } from '../funds.repository.js';
import { LedgerRepository } from '../ledger.repository.js';

export interface ContributionCommand {
  readonly fundId: string;
  readonly amountFen: bigint;
  /** Who the money comes from. */
  readonly from: string;
  readonly memo?: string;
}

/** Records money that has come into a fund, dated today. */
@Injectable()
export class RecordContribution {
  constructor(
    private readonly transactions: Transactions,
    private readonly funds: FundsRepository,
    private readonly ledger: LedgerRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns the entry's id @throws Refused `fund.not_found`, `fund.other_organization` */
  async execute(actor: Actor, command: ContributionCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const path = await this.funds.pathOf(tx, command.fundId);
      if (path === undefined) throw new Refused<FundRefusal>('fund.not_found');
      // A fund above the branch can be read from it, and spent from, but not filled.
      if (!path.startsWith(actor.scope)) throw new Refused<FundRefusal>('fund.other_organization');
      const id = newId();
      await this.ledger.contribute(tx, {
        id, fundId: command.fundId, amountFen: command.amountFen, contributor: command.from, memo: command.memo ?? null,
        businessDate: this.clock.today(),
      });
      return { id };
    });
  }
}
