import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { AccountRepository } from '../accounts.repository.js';
import { SessionRepository } from '../sessions.repository.js';

/** Absent fields stay as they are. */
export interface ChangeAccountCommand {
  readonly id: string;
  /** The version that the caller saw. */
  readonly version: number;
  readonly displayName?: string;
  readonly state?: 'active' | 'disabled';
}

/** Renames an account of the branch, disables it or lets it in again. */
@Injectable()
export class ChangeAccount {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Disabling ends the account's sessions in the same transaction. Who restores an account gives its roles back with it, so none may
   * reach beyond the branch.
   * @throws Refused `accounts.not_found`, `accounts.own_account`, `version.stale`, `accounts.reaches_beyond`
   */
  async execute(actor: Actor, command: ChangeAccountCommand): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const account = await this.accounts.find(tx, command.id);
      if (!account) throw new Refused('accounts.not_found');
      if (command.state === 'disabled' && account.id === actor.accountId) throw new Refused('accounts.own_account');
      const state = command.state ?? account.state;
      const saved = await this.accounts.change(tx, account.id, command.version, { displayName: command.displayName ?? account.displayName, state });
      if (!saved) throw new Refused('version.stale');
      const restored = account.state === 'disabled' && state === 'active';
      // Asked behind the change, whose lock on the account keeps new roles waiting.
      if (restored && (await this.accounts.reachesBeyond(tx, account.id, this.clock.today()))) throw new Refused('accounts.reaches_beyond');
      if (state === 'disabled') await this.sessions.closeAllOf(tx, account.id, this.clock.realNow());
    });
  }
}
