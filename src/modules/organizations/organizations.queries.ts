import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions } from '../../platform/database/transactions.js';
import { cursorOrThrow } from '../../platform/http/pages.js';
import type { OrganizationQuery } from './dto/organization-requests.js';
import type { OrganizationView } from './dto/organization-view.js';

const SELECT_VIEW = `
  SELECT id, parent_id AS "parentId", code, path, name_zh AS "nameZh", level, division_code AS "divisionCode", uscc,
    valid_from::text AS "validFrom", valid_to::text AS "validTo", successor_id AS "successorId", version
  FROM organizations`;

/** What the API shows of organizations: the branch of the request, and the organizations above it. */
@Injectable()
export class OrganizationQueries {
  constructor(private readonly transactions: Transactions) {}

  /** A page in the order of the tree: a parent before its children. */
  async list(actor: Actor, query: OrganizationQuery): Promise<Page<OrganizationView>> {
    const [after] = cursorOrThrow(query, ['text']) ?? [null];
    const rows = await this.transactions.read(actor, (tx) => tx.rows<OrganizationView>(
      `${SELECT_VIEW}
       WHERE ($1::uuid IS NULL OR parent_id = $1) AND ($2::text IS NULL OR level = $2) AND ($3::text IS NULL OR path > $3)
       ORDER BY path LIMIT $4`,
      [query.parentId ?? null, query.level ?? null, after, query.limit + 1]));
    return pageOf(rows, query.limit, (row) => [row.path]);
  }

  /** @throws Refused `organizations.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<OrganizationView> {
    const found = await this.transactions.read(actor, (tx) => tx.row<OrganizationView>(`${SELECT_VIEW} WHERE id = $1`, [id]));
    if (!found) throw new Refused('organizations.not_found');
    return found;
  }
}
