import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { maskName } from '../../kernel/masks.js';
import { pageOf, type CursorValue, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions } from '../../platform/database/transactions.js';
import type { NoticeView } from './dto/notice-views.js';
import type { PeopleRefusal } from './people.refusals.js';
import { PersonCipher } from './person-cipher.js';
import type { NoticeStatus } from './rules/notice-closing.js';

interface NoticeRow extends Omit<NoticeView, 'note'> {
  readonly organizationPath: string;
  readonly note: Buffer | null;
}

// Whoever closed it may belong to an organization above the reader's branch, whose accounts no policy opens.
const SELECT_NOTICE = `SELECT n.id, n.code, n.status, n.organization_id AS "organizationId", n.organization_path AS "organizationPath",
  o.name_zh AS "organizationName", n.person_id AS "personId", p.name, n.registering_organization_name AS "registeringOrganizationName",
  n.noticed_on::text AS "noticedOn", n.resolution, n.note, n.closed_on::text AS "closedOn", n.version,
  (SELECT a.display_name FROM auth_account_names(ARRAY[n.closed_by]) a) AS "closedBy"
  FROM branch_notices n JOIN organizations o ON o.id = n.organization_id JOIN people p ON p.id = n.person_id`;

/** The read side of notices: masked, and only those kept at or below the branch. */
@Injectable()
export class NoticesQueries {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
  ) {}

  /** By organization and then the oldest first. @param after path, day and id of the last one shown */
  async list(actor: Actor, status: NoticeStatus | undefined, limit: number, after: CursorValue[] | undefined): Promise<Page<NoticeView>> {
    const [path, day, id] = after ?? [null, null, null];
    const rows = await this.transactions.read(actor, (tx) => tx.rows<NoticeRow>(
      `${SELECT_NOTICE}
       WHERE ($1::text IS NULL OR n.status = $1) AND ($2::text IS NULL OR (n.organization_path, n.noticed_on, n.id) > ($2, $3::date, $4::uuid))
       ORDER BY n.organization_path, n.noticed_on, n.id LIMIT $5`, [status ?? null, path, day, id, limit + 1]));
    const page = pageOf(rows, limit, (row) => [row.organizationPath, row.noticedOn, row.id]);
    return { items: page.items.map((row) => this.view(row)), nextCursor: page.nextCursor };
  }

  /** @throws Refused `branch_notice.not_found` */
  async one(actor: Actor, id: string): Promise<NoticeView> {
    const row = await this.transactions.read(actor, (tx) => tx.row<NoticeRow>(`${SELECT_NOTICE} WHERE n.id = $1`, [id]));
    if (!row) throw new Refused<PeopleRefusal>('branch_notice.not_found');
    return this.view(row);
  }

  private view({ organizationPath: _path, note, name, ...row }: NoticeRow): NoticeView {
    return { ...row, name: maskName(name), note: note === null ? null : this.cipher.openNotice(row.id, note) };
  }
}
