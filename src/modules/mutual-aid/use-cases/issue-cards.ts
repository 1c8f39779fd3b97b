import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused, type RefusalDetails } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { memberBirthDates } from '../../people/public/member-birth-dates.js';
import { CardBatchesRepository, type CardBatchRecord } from '../card-batches.repository.js';
import type { CardRefusal } from '../cards.refusals.js';
import { CardsRepository, type CardTerms } from '../cards.repository.js';
import { PlansRepository, type PlanVersionRecord } from '../plans.repository.js';
import { ageProblem, type AgeLimits } from '../rules/card-holder.js';
import { cardNumberOf } from '../rules/card-number.js';
import { lastDayOfTerm } from '../rules/card-term.js';

/** What became of one person of a set. */
export type IssueOutcome =
  | { readonly personId: string; readonly cardId: string; readonly known: false }
  /** The person holds a live card of the plan already; its id is null when another branch gave it. */
  | { readonly personId: string; readonly cardId: string | null; readonly known: true }
  | { readonly personId: string; readonly refusal: IssueRefusal };

/** Why one person of a set gets no card. */
export interface IssueRefusal {
  readonly code: Extract<CardRefusal, 'card.holder_not_found' | 'card.holder_age'>;
  readonly details: RefusalDetails;
}

/** Gives the cards of a batch to people, one or a thousand with the same few statements. */
@Injectable()
export class IssueCards {
  constructor(
    private readonly batches: CardBatchesRepository,
    private readonly plans: PlansRepository,
    private readonly cards: CardsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives each person a card unless they hold a live one of the plan; running it twice changes nothing.
   * @param personIds members of the batch's branch; an id may stand twice
   * @returns one outcome a person, in the order of the first mention
   * @throws Refused `card_batch.not_found`, `card_batch.not_open`, `card.term_over` when no card of the batch can be given at all
   */
  async issueSet(tx: Tx, batchId: string, personIds: readonly string[]): Promise<IssueOutcome[]> {
    const batch = await this.openBatchOrThrow(tx, batchId);
    const version = await this.plans.planVersion(tx, batch.planVersionId);
    const terms = this.termsOrThrow(batch, version);
    const people = [...new Set(personIds)];
    const refusals = await this.refusalsOf(tx, terms, version, people);
    const taken = people.filter((personId) => !refusals.has(personId));
    const held = await this.cards.heldCards(tx, terms, taken);
    const given = await this.give(tx, terms, taken.filter((personId) => !held.has(personId)));
    // Somebody else may have given cards meanwhile, or before and in a branch that can not be seen from here.
    const passedOver = taken.filter((personId) => !held.has(personId) && !given.has(personId));
    const found = passedOver.length > 0 ? await this.cards.heldCards(tx, terms, passedOver) : new Map<string, string>();
    return people.map((personId): IssueOutcome => {
      const refusal = refusals.get(personId);
      if (refusal) return { personId, refusal };
      const cardId = given.get(personId);
      return cardId === undefined ? { personId, cardId: held.get(personId) ?? found.get(personId) ?? null, known: true } : { personId, cardId, known: false };
    });
  }

  /**
   * The ages that a batch takes and the day on which they count.
   * @throws Refused `card_batch.not_found`
   */
  async ageRule(tx: Tx, batchId: string): Promise<AgeLimits & { readonly validFrom: string }> {
    const batch = await this.batches.find(tx, batchId);
    if (!batch) throw new Refused<CardRefusal>('card_batch.not_found');
    const { minimumAge, maximumAge } = await this.plans.planVersion(tx, batch.planVersionId);
    return { minimumAge, maximumAge, validFrom: batch.validFrom };
  }

  private async openBatchOrThrow(tx: Tx, batchId: string): Promise<CardBatchRecord> {
    const batch = await this.batches.findShared(tx, batchId);
    if (!batch) throw new Refused<CardRefusal>('card_batch.not_found');
    if (batch.status !== 'open') throw new Refused<CardRefusal>('card_batch.not_open', { status: batch.status });
    return batch;
  }

  private termsOrThrow(batch: CardBatchRecord, version: PlanVersionRecord): CardTerms {
    const validTo = lastDayOfTerm(batch.validFrom, version.cardTermMonths);
    const issuedOn = this.clock.today();
    if (issuedOn > validTo) throw new Refused<CardRefusal>('card.term_over', { validTo });
    const { id: batchId, planId, planVersionId, organizationId, organizationPath, gifted, validFrom } = batch;
    return { batchId, planId, planVersionId, organizationId, organizationPath, gifted, issuedOn, validFrom, validTo };
  }

  private async refusalsOf(tx: Tx, terms: CardTerms, limits: AgeLimits, people: readonly string[]): Promise<Map<string, IssueRefusal>> {
    const birthDates = await memberBirthDates(tx, people, terms.organizationPath, terms.issuedOn);
    return new Map(people.flatMap((personId): [string, IssueRefusal][] => {
      const birthDate = birthDates.get(personId);
      if (birthDate === undefined) return [[personId, { code: 'card.holder_not_found', details: {} }]];
      const problem = ageProblem(birthDate, terms.validFrom, limits);
      return problem ? [[personId, { code: 'card.holder_age', details: problem }]] : [];
    }));
  }

  private async give(tx: Tx, terms: CardTerms, people: readonly string[]): Promise<Map<string, string>> {
    if (people.length === 0) return new Map();
    const serials = await this.cards.takeNumbers(tx, people.length);
    // Ids and numbers follow the order of the people, so that the batch lists like the roster.
    const cards = serials.map((serial, at) => ({ id: newId(), cardNumber: cardNumberOf(terms.issuedOn, serial), personId: people[at] ?? '' }));
    const written = await this.cards.add(tx, terms, cards, this.clock.now());
    return new Map(cards.filter(({ id }) => written.has(id)).map(({ personId, id }) => [personId, id]));
  }
}
