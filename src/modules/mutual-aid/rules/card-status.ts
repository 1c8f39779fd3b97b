import { defineTransitions, transitionOf, type Transition } from '../../../kernel/transitions.js';
import { cardStatuses, type CardStatus } from './card-state.js';

export type CardVerb = 'use' | 'reinstate';

/** A card pays for one illness, then its cover ends (the rule of comparable union plans); a reversed payment gives the cover back. */
export const cardTransitions = defineTransitions<CardStatus, CardVerb>({
  issued: { use: 'used' },
  used: { reinstate: 'issued' },
  lost: {},
  void: {},
});

/** What a card's history calls a verb. */
export const cardEvents = { use: 'used', reinstate: 'reinstated' } as const satisfies Record<CardVerb, string>;

/** The one move that a verb makes; cards of another status stay as they are. */
export function cardMove(verb: CardVerb): Transition<CardStatus, CardVerb> {
  const [move] = cardStatuses.flatMap((from) => transitionOf(cardTransitions, from, verb) ?? []);
  if (!move) throw new Error(`No status of a card allows ${verb}`);
  return move;
}
