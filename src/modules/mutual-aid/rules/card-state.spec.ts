import { describe, expect, it } from 'vitest';
import { cardStateOn, type CardState, type CardStatus } from './card-state.js';

describe('cardStateOn', () => {
  it.each<[CardStatus, string, CardState]>([
    ['issued', '2011-01-03', 'not_yet'],
    ['issued', '2011-01-04', 'active'],
    ['issued', '2011-06-16', 'active'],
    ['issued', '2012-01-03', 'active'],
    ['issued', '2012-01-04', 'expired'],
    ['lost', '2011-06-16', 'lost'],
    ['used', '2011-06-16', 'used'],
    ['used', '2012-06-16', 'used'],
    ['void', '2011-01-03', 'void'],
  ])('%s on %s is %s', (status, today, state) => {
    expect(cardStateOn({ status, validFrom: '2011-01-04', validTo: '2012-01-03' }, today)).toBe(state);
  });
});
