import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Organizations } from '../../organizations/public/organizations.js';
import { AccountRepository } from '../accounts.repository.js';
import { assertGoodPassword, Passwords } from '../passwords.js';

export interface CreateAccountCommand {
  readonly username: string;
  readonly displayName: string;
  /** The first password; it must be changed at the first sign-in. */
  readonly password: string;
  readonly organizationId: string;
}

/** Makes an account at or below the administrator's branch. It has no role yet. */
@Injectable()
export class CreateAccount {
  constructor(
    private readonly transactions: Transactions,
    private readonly organizations: Organizations,
    private readonly accounts: AccountRepository,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the new account's id
   * @throws Refused `password.…`, `organizations.not_found`, `organizations.closed`, `accounts.username_taken`
   */
  async execute(actor: Actor, command: CreateAccountCommand): Promise<{ id: string }> {
    const passwordHash = await this.passwords.hash(command.password); // slow: not while a transaction is open
    return this.transactions.runOnce(actor, async (tx) => {
      assertGoodPassword(command.password, command.username);
      const organization = await this.organizations.findInBranchOrThrow(tx, command.organizationId);
      this.organizations.assertOpenOn(organization, this.clock.today());
      const id = newId();
      await this.accounts.add(tx, {
        id, username: command.username, displayName: command.displayName, organizationId: organization.id, organizationPath: organization.path, passwordHash,
      });
      return { id };
    });
  }
}
