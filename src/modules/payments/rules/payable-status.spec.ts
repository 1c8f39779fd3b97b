import { expect, it } from 'vitest';
import { nextStatus } from '../../../kernel/transitions.js';
import { payableStatuses, payableTransitions, type PayableStatus, type PayableVerb } from './payable-status.js';

const verbs: readonly PayableVerb[] = ['start', 'settle', 'fail', 'cancel'];
const allowed: readonly [PayableStatus, PayableVerb, PayableStatus][] = [
  ['open', 'start', 'in_payment'], ['open', 'settle', 'settled'], ['open', 'cancel', 'cancelled'],
  ['in_payment', 'settle', 'settled'], ['in_payment', 'fail', 'open'],
];

it.each(payableStatuses.flatMap((from) => verbs.map((verb) => [from, verb] as const)))('%s: %s', (from, verb) => {
  expect(nextStatus(payableTransitions, from, verb)).toBe(allowed.find(([status, name]) => status === from && name === verb)?.[2]);
});
