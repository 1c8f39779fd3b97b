import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions } from '../../platform/database/transactions.js';
import { cursorOrThrow } from '../../platform/http/pages.js';
import type { CardRefusal } from './cards.refusals.js';
import type { CardBatchQuery } from './dto/card.requests.js';
import type { CardBatchView } from './dto/card.views.js';

const SELECT_BATCH = `
  SELECT b.id, b.name_zh AS "nameZh", b.occupation_group AS "occupationGroup", json_build_object('id', o.id, 'nameZh', o.name_zh) AS organization,
    b.plan_id AS "planId", v.number AS "planVersionNumber", b.gifted, b.valid_from::text AS "validFrom", b.status,
    (SELECT count(*)::integer FROM cards c WHERE c.batch_id = b.id) AS "cardCount", b.version, b.organization_path AS "organizationPath"
  FROM card_batches b JOIN organizations o ON o.id = b.organization_id JOIN plan_versions v ON v.id = b.plan_version_id`;

/** A batch as read, with the path that orders the list. */
type BatchRow = CardBatchView & { readonly organizationPath: string };

const viewOf = ({ organizationPath: _path, ...view }: BatchRow): CardBatchView => view;

/** What the API shows of card batches. */
@Injectable()
export class CardBatchesQueries {
  constructor(private readonly transactions: Transactions) {}

  /** A page by organization, in each in the order in which the batches were opened. */
  async list(actor: Actor, query: CardBatchQuery): Promise<Page<CardBatchView>> {
    const [path, after] = cursorOrThrow(query, ['text', 'uuid']) ?? [null, null];
    const rows = await this.transactions.read(actor, (tx) => tx.rows<BatchRow>(
      `${SELECT_BATCH}
       WHERE ($1::uuid IS NULL OR b.plan_id = $1) AND ($2::text IS NULL OR b.status = $2)
         AND ($3::text IS NULL OR (b.organization_path, b.id) > ($3, $4::uuid))
       ORDER BY b.organization_path, b.id LIMIT $5`, [query.planId ?? null, query.status ?? null, path, after, query.limit + 1]));
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.organizationPath, row.id]);
    return { items: items.map(viewOf), nextCursor };
  }

  /** @throws Refused `card_batch.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<CardBatchView> {
    const found = await this.transactions.read(actor, (tx) => tx.row<BatchRow>(`${SELECT_BATCH} WHERE b.id = $1`, [id]));
    if (!found) throw new Refused<CardRefusal>('card_batch.not_found');
    return viewOf(found);
  }
}
