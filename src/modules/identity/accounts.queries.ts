import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Clock } from '../../kernel/clock.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions } from '../../platform/database/transactions.js';
import { cursorOrThrow } from '../../platform/http/pages.js';
import type { AccountQuery } from './dto/account-requests.js';
import type { AccountRoleView, AccountView } from './dto/account-view.js';

/** The roles as JSON, so that a page of accounts takes one statement. Roles given outside the branch stay out of sight. */
const SELECT_VIEW = `
  SELECT a.id, a.username, a.display_name AS "displayName", a.organization_id AS "organizationId", o.name_zh AS "organizationNameZh", a.state,
    (a.locked_until > $1) IS TRUE AS locked, a.must_change_password AS "mustChangePassword", a.version,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', r.id, 'role', r.role, 'organizationId', r.organization_id, 'organizationPath', r.organization_path,
        'organizationNameZh', ro.name_zh, 'validFrom', r.valid_from, 'validTo', r.valid_to) ORDER BY r.valid_from, r.id)
      FROM account_roles r JOIN organizations ro ON ro.id = r.organization_id
      WHERE r.account_id = a.id AND r.ended_at IS NULL), '[]'::jsonb) AS roles
  FROM accounts a JOIN organizations o ON o.id = a.organization_id`;

/** What administrators see of the accounts of their branch. */
@Injectable()
export class AccountQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** A page in the order of usernames. */
  async list(actor: Actor, query: AccountQuery): Promise<Page<AccountView>> {
    const [after] = cursorOrThrow(query, ['text']) ?? [null];
    const rows = await this.transactions.read(actor, (tx) => tx.rows<AccountView>(
      `${SELECT_VIEW}
       WHERE ($2::uuid IS NULL OR a.organization_id = $2) AND ($3::text IS NULL OR a.state = $3) AND ($4::text IS NULL OR a.username > $4)
       ORDER BY a.username LIMIT $5`,
      [this.clock.realNow(), query.organizationId ?? null, query.state ?? null, after, query.limit + 1]));
    return pageOf(rows, query.limit, (row) => [row.username]);
  }

  /** @throws Refused `accounts.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<AccountView> {
    const found = await this.transactions.read(actor, (tx) => (
      tx.row<AccountView>(`${SELECT_VIEW} WHERE a.id = $2`, [this.clock.realNow(), id])));
    if (!found) throw new Refused('accounts.not_found');
    return found;
  }

  /** @throws Refused `accounts.not_found`, `accounts.role_not_found` */
  async findRoleOrThrow(actor: Actor, accountId: string, roleId: string): Promise<AccountRoleView> {
    const role = (await this.findOrThrow(actor, accountId)).roles.find(({ id }) => id === roleId);
    if (!role) throw new Refused('accounts.role_not_found');
    return role;
  }
}
