import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import { cardEvents, cardMove, type CardVerb } from './rules/card-status.js';

/** What all cards of a set have in common. */
export interface CardTerms {
  readonly batchId: string;
  readonly planId: string;
  readonly planVersionId: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly gifted: boolean;
  readonly issuedOn: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** One card to be written. */
export interface NewCard {
  readonly id: string;
  readonly cardNumber: string;
  readonly personId: string;
}

/** All SQL that writes cards, and what use cases read of them. */
@Injectable()
export class CardsRepository {
  /** The live cards of a plan that these people hold in the branch at some time of the term: card ids by person. */
  async heldCards(tx: Tx, terms: Pick<CardTerms, 'planId' | 'validFrom' | 'validTo'>, personIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows<{ id: string; personId: string }>(
      `SELECT id, person_id AS "personId" FROM cards
       WHERE person_id = ANY ($1::uuid[]) AND plan_id = $2 AND status IN ('issued', 'used') AND valid_from <= $4 AND valid_to >= $3`,
      [personIds, terms.planId, terms.validFrom, terms.validTo]);
    return new Map(rows.map(({ personId, id }) => [personId, id]));
  }

  /** Serial numbers for new cards, in ascending order. */
  async takeNumbers(tx: Tx, count: number): Promise<bigint[]> {
    const rows = await tx.rows<{ number: string }>(`SELECT nextval('card_numbers')::text AS number FROM generate_series(1, $1::integer)`, [count]);
    return rows.map(({ number }) => BigInt(number));
  }

  /**
   * Writes cards, each with its first event. A person who holds a live card of the plan at that time, in whatever branch, is passed over.
   * @param businessTime of the events
   * @returns the ids of the cards that were written
   */
  async add(tx: Tx, terms: CardTerms, cards: readonly NewCard[], businessTime: Date): Promise<Set<string>> {
    // In the order of the people, so that two sets at once wait for one another instead of blocking each other.
    const ordered = [...cards].sort((first, second) => (first.personId < second.personId ? -1 : 1));
    const written = await tx.rows<{ id: string }>(
      `INSERT INTO cards (id, card_number, person_id, batch_id, plan_id, plan_version_id, organization_id, organization_path, gifted,
         issued_on, valid_from, valid_to)
       SELECT t.id, t.card_number, t.person_id, $4, $5, $6, $7, $8, $9, $10, $11, $12
       FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS t(id, card_number, person_id)
       ON CONFLICT ON CONSTRAINT cards_one_live DO NOTHING RETURNING id`,
      [ordered.map((card) => card.id), ordered.map((card) => card.cardNumber), ordered.map((card) => card.personId), terms.batchId, terms.planId,
        terms.planVersionId, terms.organizationId, terms.organizationPath, terms.gifted, terms.issuedOn, terms.validFrom, terms.validTo]);
    const ids = written.map(({ id }) => id);
    await tx.affected(
      `INSERT INTO card_events (id, card_id, organization_id, event, from_status, to_status, account_id, business_time)
       SELECT t.id, t.card_id, $3, 'issued', NULL, 'issued', $4, $5 FROM unnest($1::uuid[], $2::uuid[]) AS t(id, card_id)`,
      [ids.map(() => newId()), ids, terms.organizationId, tx.actor.accountId, businessTime]);
    return new Set(ids);
  }

  /**
   * Moves the cards of these claims in one statement, each with its event. A card of another status stays as it is: a lost or
   * void one has no cover to end.
   * @param businessTime of the events
   */
  async moveOfClaims(tx: Tx, claimIds: readonly string[], verb: CardVerb, businessTime: Date): Promise<void> {
    const { from, to } = cardMove(verb);
    await tx.affected(
      `WITH moved AS (
         UPDATE cards c SET status = $4, version = c.version + 1
         FROM claims k WHERE k.id = ANY ($1::uuid[]) AND c.id = k.card_id AND c.status = $3
         RETURNING c.id, c.organization_id, k.id AS claim_id
       )
       INSERT INTO card_events (id, card_id, organization_id, event, from_status, to_status, account_id, business_time)
       SELECT e.id, m.id, m.organization_id, $5, $3, $4, $6, $7
       FROM moved m JOIN unnest($1::uuid[], $2::uuid[]) AS e(claim_id, id) ON e.claim_id = m.claim_id`,
      [claimIds, claimIds.map(() => newId()), from, to, cardEvents[verb], tx.actor.accountId, businessTime]);
  }
}
