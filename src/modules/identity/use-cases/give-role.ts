import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Organizations } from '../../organizations/public/organizations.js';
import { AccountRepository } from '../accounts.repository.js';
import type { Role } from '../rules/permissions.js';

export interface GiveRoleCommand {
  readonly accountId: string;
  readonly role: Role;
  readonly organizationId: string;
  /** First and last day, `YYYY-MM-DD`, both included. */
  readonly validFrom: string;
  readonly validTo?: string;
}

/** Gives an account of the branch a role at an organization of the branch. */
@Injectable()
export class GiveRole {
  constructor(
    private readonly transactions: Transactions,
    private readonly organizations: Organizations,
    private readonly accounts: AccountRepository,
  ) {}

  /**
   * @returns the new role's id
   * @throws Refused `accounts.not_found`, `accounts.own_roles`, `organizations.not_found`, `organizations.closed`,
   *   `accounts.role_dates_reversed`, `accounts.administrator_alone`, `accounts.role_already_given`
   */
  async execute(actor: Actor, command: GiveRoleCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const account = await this.accounts.find(tx, command.accountId);
      if (!account) throw new Refused('accounts.not_found');
      if (account.id === actor.accountId) throw new Refused('accounts.own_roles');
      const organization = await this.organizations.findInBranchOrThrow(tx, command.organizationId);
      this.organizations.assertOpenOn(organization, command.validFrom);
      const { role, validFrom, validTo = null } = command;
      if (validTo !== null && validTo < validFrom) throw new Refused('accounts.role_dates_reversed');
      const id = newId();
      await this.accounts.giveRole(tx, {
        id, accountId: account.id, role, organizationId: organization.id, organizationPath: organization.path, validFrom, validTo, givenBy: actor.accountId,
      });
      return { id };
    });
  }
}
