import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { AccountRepository, type PasswordOutcome } from '../accounts.repository.js';
import { generatePassword, Passwords } from '../passwords.js';
import { SessionRepository } from '../sessions.repository.js';

const REFUSALS: Readonly<Record<Exclude<PasswordOutcome, 'done'>, string>> = {
  not_found: 'accounts.not_found', own_account: 'accounts.own_account', reaches_beyond: 'accounts.reaches_beyond', changed_meanwhile: 'accounts.not_found',
};

/** Gives an account of the branch a random password, shown once, and ends its sessions. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the password, which must be changed at the next sign-in; it is kept nowhere, so a repeated request makes another
   * @throws Refused `accounts.not_found`, `accounts.own_account`, `accounts.reaches_beyond`
   */
  async execute(actor: Actor, accountId: string): Promise<{ password: string }> {
    const password = generatePassword();
    const newHash = await this.passwords.hash(password);
    const at = this.clock.realNow();
    await this.transactions.run(actor, async (tx) => {
      const outcome = await this.accounts.setPassword(tx, accountId, { expectedHash: null, newHash, mustChange: true, today: this.clock.today(), at });
      if (outcome !== 'done') throw new Refused(REFUSALS[outcome]);
      await this.sessions.closeAllOf(tx, accountId, at);
    });
    return { password };
  }
}
