import { expect, it } from 'vitest';
import { nextStatus } from '../../../kernel/transitions.js';
import { cardBatchTransitions, type CardBatchStatus } from './card-batch-status.js';

it.each<[CardBatchStatus, CardBatchStatus | undefined]>([['open', 'closed'], ['closed', undefined], ['cancelled', undefined]])(
  'closing an %s batch leads to %s', (from, to) => expect(nextStatus(cardBatchTransitions, from, 'close')).toBe(to));
