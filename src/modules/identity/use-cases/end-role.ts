import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { AccountRepository } from '../accounts.repository.js';

/** Takes a role away, from this moment on. */
@Injectable()
export class EndRole {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Refused `accounts.own_roles`, `accounts.role_not_found`, `accounts.role_ended` */
  async execute(actor: Actor, accountId: string, roleId: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      if (accountId === actor.accountId) throw new Refused('accounts.own_roles');
      const ended = await this.accounts.endRole(tx, accountId, roleId, this.clock.today(), this.clock.now());
      if (ended) return;
      throw new Refused((await this.accounts.hasRole(tx, accountId, roleId)) ? 'accounts.role_ended' : 'accounts.role_not_found');
    });
  }
}
