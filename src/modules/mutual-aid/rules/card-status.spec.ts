import { describe, expect, it } from 'vitest';
import { nextStatus, verbsFrom } from '../../../kernel/transitions.js';
import { cardStatuses, type CardStatus } from './card-state.js';
import { cardMove, cardTransitions, type CardVerb } from './card-status.js';

describe('the life of a card', () => {
  it.each<[CardStatus, CardVerb, CardStatus | undefined]>([
    ['issued', 'use', 'used'],
    ['issued', 'reinstate', undefined],
    ['used', 'reinstate', 'issued'],
    ['used', 'use', undefined],
    ['lost', 'use', undefined],
    ['lost', 'reinstate', undefined],
    ['void', 'use', undefined],
    ['void', 'reinstate', undefined],
  ])('%s, %s: %s', (from, verb, to) => {
    expect(nextStatus(cardTransitions, from, verb)).toBe(to);
    if (to) expect(cardMove(verb)).toMatchObject({ from, verb, to });
  });

  it.each<CardVerb>(['use', 'reinstate'])('%s starts from one status alone', (verb) => {
    expect(cardStatuses.filter((status) => verbsFrom(cardTransitions, status).includes(verb))).toHaveLength(1);
  });
});
