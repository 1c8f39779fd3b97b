import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { addYears } from '../../../kernel/dates.js';
import { newId } from '../../../kernel/ids.js';
import { fillSentence, Refused, type FieldError } from '../../../kernel/refusals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { CardBatchesRepository } from '../card-batches.repository.js';
import { cardsRefusals, type CardRefusal } from '../cards.refusals.js';
import type { PlanRefusal } from '../plans.refusals.js';
import { PlansRepository } from '../plans.repository.js';
import { lastDayOfTerm } from '../rules/card-term.js';
import { versionInForce } from '../rules/plan-version.js';
import { IssueCards, type IssueOutcome } from './issue-cards.js';

/** A batch of cards of one plan, and the people who get one at once. */
export interface CreateCardBatchCommand {
  readonly planId: string;
  readonly nameZh: string;
  readonly occupationGroup?: string;
  readonly gifted: boolean;
  /** The first day of its cards, `YYYY-MM-DD`; the plan's version of that day counts. */
  readonly validFrom: string;
  readonly personIds?: readonly string[];
}

/** A first day further away than this is a slip of the pen. */
const MAXIMUM_YEARS_AHEAD = 10;

/** Opens a card batch of the actor's organization. */
@Injectable()
export class CreateCardBatch {
  constructor(
    private readonly transactions: Transactions,
    private readonly plans: PlansRepository,
    private readonly batches: CardBatchesRepository,
    private readonly issueCards: IssueCards,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the batch's id and how many of the people held a live card of the plan already
   * @throws Refused `plan.not_found`, `card_batch.outside_plan`, `card_batch.starts_too_late`, `card_batch.no_version`,
   *   `card.term_over`, `card_batch.holders_refused`
   */
  async execute(actor: Actor, command: CreateCardBatchCommand): Promise<{ id: string; alreadyHeld: number }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const planVersionId = await this.versionOrThrow(tx, command);
      const id = newId();
      const { planId, nameZh, occupationGroup = null, gifted, validFrom, personIds = [] } = command;
      await this.batches.add(tx, { id, planId, planVersionId, nameZh, occupationGroup, gifted, validFrom });
      const outcomes = personIds.length > 0 ? await this.issueCards.issueSet(tx, id, personIds) : [];
      const errors = outcomes.flatMap((outcome) => errorsOf(outcome, personIds));
      if (errors.length > 0) throw new Refused<CardRefusal>('card_batch.holders_refused', { errors });
      return { id, alreadyHeld: outcomes.filter((outcome) => 'known' in outcome && outcome.known).length };
    });
  }

  private async versionOrThrow(tx: Tx, { planId, validFrom }: CreateCardBatchCommand): Promise<string> {
    const plan = await this.plans.find(tx, planId);
    if (!plan) throw new Refused<PlanRefusal>('plan.not_found');
    if (!tx.actor.scope.startsWith(plan.organizationPath)) throw new Refused<CardRefusal>('card_batch.outside_plan');
    const today = this.clock.today();
    const latest = addYears(today, MAXIMUM_YEARS_AHEAD);
    if (validFrom > latest) throw new Refused<CardRefusal>('card_batch.starts_too_late', { latest });
    const version = versionInForce(await this.plans.versionsOf(tx, [planId]), validFrom);
    if (!version) throw new Refused<CardRefusal>('card_batch.no_version', { validFrom });
    const validTo = lastDayOfTerm(validFrom, version.cardTermMonths);
    if (today > validTo) throw new Refused<CardRefusal>('card.term_over', { validTo });
    return version.id;
  }
}

function errorsOf(outcome: IssueOutcome, personIds: readonly string[]): FieldError[] {
  if (!('refusal' in outcome)) return [];
  const { code, details } = outcome.refusal;
  const { zh, en } = cardsRefusals[code];
  return [{ field: `personIds.${personIds.indexOf(outcome.personId)}`, code, zh: fillSentence(zh, details), en: fillSentence(en, details) }];
}
