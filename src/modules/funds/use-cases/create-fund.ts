import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { newId } from '../../../kernel/ids.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { FundsRepository } from '../funds.repository.js';

export interface CreateFundCommand {
  readonly code: string;
  readonly nameZh: string;
  readonly purpose: string;
}

/** Sets up a fund of the organization that the request works in, with four accounts at zero. */
@Injectable()
export class CreateFund {
  constructor(
    private readonly transactions: Transactions,
    private readonly funds: FundsRepository,
  ) {}

  /** @returns the fund's id @throws Refused `fund.code_taken` */
  async execute(actor: Actor, command: CreateFundCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const id = newId();
      await this.funds.add(tx, { id, ...command });
      return { id };
    });
  }
}
