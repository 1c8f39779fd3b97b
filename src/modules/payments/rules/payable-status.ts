import { defineTransitions } from '../../../kernel/transitions.js';

export const payableStatuses = ['open', 'in_payment', 'settled', 'cancelled'] as const;
export type PayableStatus = (typeof payableStatuses)[number];
export type PayableVerb = 'start' | 'settle' | 'fail' | 'cancel';

/** A direct payment settles an open payable at once; a batch takes it through `in_payment`, and a failed attempt opens it again. */
export const payableTransitions = defineTransitions<PayableStatus, PayableVerb>({
  open: { start: 'in_payment', settle: 'settled', cancel: 'cancelled' },
  in_payment: { settle: 'settled', fail: 'open' },
  settled: {},
  cancelled: {},
});
