import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { AccountRepository } from '../accounts.repository.js';
import { MeQueries, type OwnAccount } from '../me.queries.js';
import { assertGoodPassword, Passwords } from '../passwords.js';
import { hashOfToken } from '../session-token.js';
import { SessionRepository } from '../sessions.repository.js';

export interface ChangeOwnPasswordCommand {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** Token of the session that stays open. */
  readonly token: string;
}

/** Changes the password of the account that acts, and ends its other sessions. */
@Injectable()
export class ChangeOwnPassword {
  constructor(
    private readonly transactions: Transactions,
    private readonly me: MeQueries,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws Refused `password.too_short`, `password.too_long`, `password.contains_username`, `password.too_common`,
   *   `password.same_as_before`, `password.current_wrong` (counted like a failed sign-in)
   */
  async execute(actor: Actor, command: ChangeOwnPasswordCommand): Promise<void> {
    const account = await this.transactions.read(actor, (tx) => this.me.accountOrThrow(tx));
    assertGoodPassword(command.newPassword, account.username);
    if (command.newPassword.normalize('NFKC') === command.currentPassword.normalize('NFKC')) throw new Refused('password.same_as_before');
    const expectedHash = await this.verifyCurrent(actor, account, command.currentPassword);
    const newHash = await this.passwords.hash(command.newPassword);
    const at = this.clock.realNow();
    await this.transactions.run(actor, async (tx) => {
      const outcome = await this.accounts.setPassword(tx, account.id, { expectedHash, newHash, mustChange: false, today: this.clock.today(), at });
      if (outcome !== 'done') throw new Refused('password.current_wrong');
      await this.sessions.closeAllOf(tx, account.id, at, hashOfToken(command.token));
    });
  }

  /** A stolen session must not be a way to guess the password without being counted. */
  private async verifyCurrent(actor: Actor, account: OwnAccount, password: string): Promise<string> {
    const attempt = await this.sessions.beginAttempt(actor.requestId, account.username, this.clock.realNow());
    const right = await this.passwords.matches(attempt?.passwordHash, password);
    if (!attempt || !right) throw new Refused('password.current_wrong');
    return attempt.passwordHash;
  }
}
