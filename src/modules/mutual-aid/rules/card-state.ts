/** What a card's row says. */
export const cardStatuses = ['issued', 'lost', 'used', 'void'] as const;
export type CardStatus = (typeof cardStatuses)[number];

/** How a card stands on a day. */
export const cardStates = ['not_yet', 'active', 'expired', 'lost', 'used', 'void'] as const;
export type CardState = (typeof cardStates)[number];

/**
 * How a card stands on a day; both ends of its term belong to it.
 * @param today `YYYY-MM-DD`
 */
export function cardStateOn(card: { readonly status: CardStatus; readonly validFrom: string; readonly validTo: string }, today: string): CardState {
  if (card.status !== 'issued') return card.status;
  if (today < card.validFrom) return 'not_yet';
  return today > card.validTo ? 'expired' : 'active';
}
