import { defineTransitions } from '../../../kernel/transitions.js';

export const cardBatchStatuses = ['open', 'closed', 'cancelled'] as const;
export type CardBatchStatus = (typeof cardBatchStatuses)[number];
export type CardBatchVerb = 'close';

/** The statuses of a card batch and what leads from one to another. Only an open batch takes cards. */
export const cardBatchTransitions = defineTransitions<CardBatchStatus, CardBatchVerb>({
  open: { close: 'closed' },
  closed: {},
  cancelled: {},
});
