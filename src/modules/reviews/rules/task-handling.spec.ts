import { describe, expect, it } from 'vitest';
import { isHeld, refusalOfDecision, refusalOfLease, type CasePart, type HandledTask } from './task-handling.js';

const now = new Date('2026-11-22T08:00:00Z');
const later = new Date('2026-11-22T08:30:00Z');
const earlier = new Date('2026-11-22T07:59:59Z');
const wujiang = '000000.320000.320500.320584.';
const suzhou = '000000.320000.320500.';
const open: HandledTask = { stage: 'first_review', role: 'reviewer', organizationPath: wujiang, status: 'open', leasedBy: null, leasedUntil: null };
const heldBy = (leasedBy: string, leasedUntil = later): HandledTask => ({ ...open, status: 'leased', leasedBy, leasedUntil });
const actor = (role: string, organizationPath: string) => ({ accountId: 'me', directRoles: [{ role, organizationPath }] });
const reviewer = actor('reviewer', wujiang);

describe('taking a named task', () => {
  it.each<[string, HandledTask, typeof reviewer, CasePart | null, string | null]>([
    ['an open one', open, reviewer, null, null],
    ['one that somebody holds', heldBy('other'), reviewer, null, 'review.task_leased'],
    ['one whose lease has ended', heldBy('other', earlier), reviewer, null, null],
    ['one whose lease ends at this instant', heldBy('other', now), reviewer, null, null],
    ['one that the actor holds', heldBy('me'), reviewer, null, null],
    ['a decided one', { ...open, status: 'decided' }, reviewer, null, 'review.task_decided'],
    ['a cancelled one', { ...open, status: 'cancelled' }, reviewer, null, 'review.task_cancelled'],
    ['of another role', open, actor('approver', wujiang), null, 'review.not_your_role'],
    ['with the role given above', open, actor('reviewer', suzhou), null, 'review.not_your_role'],
    ['with the role given below', open, actor('reviewer', `${wujiang}001.`), null, 'review.not_your_role'],
    ['of a case that the actor registered', open, reviewer, 'registrar', 'review.four_eyes'],
    ['of a case that the actor reviewed before', open, reviewer, 'first_reviewer', null],
    ['for the final word, by who reviewed first', { ...open, stage: 'final_review', role: 'approver' }, actor('approver', wujiang), 'first_reviewer', 'review.four_eyes'],
    ['of a case that the actor pays', open, reviewer, 'payer', 'review.four_eyes'],
    ['held and of a case that the actor registered', heldBy('other'), reviewer, 'registrar', 'review.four_eyes'],
  ])('%s', (_name, task, who, part, expected) => {
    expect(refusalOfLease(task, who, part, now)).toBe(expected);
  });
});

describe('deciding', () => {
  it.each<[string, HandledTask, typeof reviewer, CasePart | null, string | null]>([
    ['by the holder', heldBy('me'), reviewer, null, null],
    ['by the holder for the second time in the case', heldBy('me'), reviewer, 'first_reviewer', null],
    ['without a lease', open, reviewer, null, 'review.not_lease_holder'],
    ['under another\'s lease', heldBy('other'), reviewer, null, 'review.not_lease_holder'],
    ['after the lease has ended', heldBy('me', earlier), reviewer, null, 'review.not_lease_holder'],
    ['when it is decided', { ...heldBy('me'), status: 'decided' }, reviewer, null, 'review.task_decided'],
    ['when it is cancelled', { ...heldBy('me'), status: 'cancelled' }, reviewer, null, 'review.task_cancelled'],
    ['after the role was taken away', heldBy('me'), actor('cashier', wujiang), null, 'review.not_your_role'],
    ['of a case that the holder has registered meanwhile', heldBy('me'), reviewer, 'registrar', 'review.four_eyes'],
  ])('%s', (_name, task, who, part, expected) => {
    expect(refusalOfDecision(task, who, part, now)).toBe(expected);
  });
});

it('holds a task only while the lease runs', () => {
  expect([isHeld(heldBy('me'), now), isHeld(heldBy('me', earlier), now), isHeld(open, now)]).toEqual([true, false, false]);
});
