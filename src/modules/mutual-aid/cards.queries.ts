import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Clock } from '../../kernel/clock.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { cursorOrThrow } from '../../platform/http/pages.js';
import { accountNames } from '../identity/public/accounts.js';
import { People } from '../people/public/people.js';
import type { CardRefusal } from './cards.refusals.js';
import type { CardQuery } from './dto/card.requests.js';
import type { CardDetailView, CardEventView, CardView } from './dto/card.views.js';
import { cardStateOn } from './rules/card-state.js';

type CardRow = Omit<CardView, 'state' | 'holderName'> & { readonly organizationPath: string };

const SELECT_CARD = `
  SELECT c.id, c.card_number AS "cardNumber", c.person_id AS "personId", c.batch_id AS "batchId", c.plan_id AS "planId", c.gifted,
    c.issued_on::text AS "issuedOn", c.valid_from::text AS "validFrom", c.valid_to::text AS "validTo", c.status, c.version,
    c.organization_path AS "organizationPath"
  FROM cards c`;

/** What the API shows of cards. */
@Injectable()
export class CardsQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  /** A page by organization, in each in the order in which the cards were given. */
  async list(actor: Actor, query: CardQuery): Promise<Page<CardView>> {
    const [path, after] = cursorOrThrow(query, ['text', 'uuid']) ?? [null, null];
    return this.transactions.read(actor, async (tx) => {
      const rows = await tx.rows<CardRow>(
        `${SELECT_CARD}
         WHERE ($1::uuid IS NULL OR c.person_id = $1) AND ($2::uuid IS NULL OR c.batch_id = $2)
           AND ($3::text IS NULL OR (c.organization_path, c.id) > ($3, $4::uuid))
         ORDER BY c.organization_path, c.id LIMIT $5`, [query.personId ?? null, query.batchId ?? null, path, after, query.limit + 1]);
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.organizationPath, row.id]);
      return { items: await this.viewsOf(tx, items), nextCursor };
    });
  }

  /** A card with its history. @throws Refused `card.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<CardDetailView> {
    return this.transactions.read(actor, async (tx) => {
      const [card] = await this.viewsOf(tx, await tx.rows<CardRow>(`${SELECT_CARD} WHERE c.id = $1`, [id]));
      if (!card) throw new Refused<CardRefusal>('card.not_found');
      return { ...card, history: await historyOf(tx, id) };
    });
  }

  private async viewsOf(tx: Tx, rows: readonly CardRow[]): Promise<CardView[]> {
    const holders = await this.people.personSummaries(tx, rows.map((row) => row.personId));
    const names = new Map(holders.map(({ id, maskedName }) => [id, maskedName]));
    // A holder who has left the branch altogether keeps the card here, with the name out of sight.
    return rows.map(({ organizationPath: _path, ...row }) => ({ ...row, holderName: names.get(row.personId) ?? '**', state: cardStateOn(row, this.clock.today()) }));
  }
}

async function historyOf(tx: Tx, cardId: string): Promise<CardEventView[]> {
  const rows = await tx.rows<Omit<CardEventView, 'at' | 'by'> & { readonly at: Date; readonly accountId: string | null }>(
    `SELECT event, from_status AS "fromStatus", to_status AS "toStatus", business_time AS at, account_id AS "accountId"
     FROM card_events WHERE card_id = $1 ORDER BY id`, [cardId]);
  const names = await accountNames(tx, rows.map((row) => row.accountId));
  return rows.map(({ accountId, at, ...event }) => ({ ...event, at: at.toISOString(), by: accountId === null ? null : (names.get(accountId) ?? null) }));
}
