import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import type { AccountRoleView } from './dto/account-view.js';
import type { MeView } from './dto/me.js';

export interface OwnAccount {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly organizationId: string;
  readonly mustChangePassword: boolean;
}

/** What a signed-in person sees of their own account, whatever branch the request works in. */
@Injectable()
export class MeQueries {
  constructor(private readonly transactions: Transactions) {}

  async show(actor: Actor): Promise<MeView> {
    return this.transactions.read(actor, async (tx) => {
      const account = await this.accountOrThrow(tx);
      const roles = await tx.rows<AccountRoleView>(
        `SELECT id, role, organization_id AS "organizationId", organization_path AS "organizationPath", name_zh AS "organizationNameZh",
           valid_from::text AS "validFrom", valid_to::text AS "validTo" FROM auth_own_roles()`);
      const branch = actor.scope === '' ? null : {
        organizationId: actor.organizationId, organizationPath: actor.scope, roles: [...actor.roles], permissions: [...actor.permissions].sort(),
      };
      return { ...account, roles, branch };
    });
  }

  /** The account that acts. @throws Refused `access.unauthenticated` when it is gone */
  async accountOrThrow(tx: Tx): Promise<OwnAccount> {
    const account = await tx.row<OwnAccount>(
      `SELECT id, username, display_name AS "displayName", organization_id AS "organizationId", must_change_password AS "mustChangePassword"
       FROM auth_own_account()`);
    if (!account) throw new Refused('access.unauthenticated');
    return account;
  }
}
