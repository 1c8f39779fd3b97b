import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineTransitions, nextStatus, transitionOf, verbsFrom, type Transition, type TransitionTable } from './transitions.js';

type Status = 'open' | 'leased' | 'decided' | 'cancelled';
type Verb = 'lease' | 'release' | 'decide' | 'cancel';

const table = defineTransitions<Status, Verb>({
  open: { lease: 'leased', cancel: 'cancelled' },
  leased: { release: 'open', decide: 'decided', cancel: 'cancelled' },
  decided: {},
  cancelled: {},
});

describe('nextStatus', () => {
  it.each<[Status, Verb, Status | undefined]>([
    ['open', 'lease', 'leased'],
    ['open', 'cancel', 'cancelled'],
    ['open', 'decide', undefined],
    ['leased', 'release', 'open'],
    ['leased', 'decide', 'decided'],
    ['decided', 'cancel', undefined],
    ['cancelled', 'lease', undefined],
  ])('%s, %s gives %s', (from, verb, expected) => expect(nextStatus(table, from, verb)).toBe(expected));

  it.each([
    ['constructor', 'name'],
    ['open', 'toString'],
    ['open', '__proto__'],
    ['unheard-of', 'lease'],
  ])('finds nothing for %s, %s read from outside', (from, verb) => {
    expect(nextStatus(table, from as Status, verb as Verb)).toBeUndefined();
  });
});

describe('transitionOf', () => {
  it('names both ends', () => {
    expect(transitionOf(table, 'leased', 'decide')).toEqual({ from: 'leased', verb: 'decide', to: 'decided' });
  });
  it('is undefined for a move that is not in the table', () => {
    expect(transitionOf(table, 'decided', 'decide')).toBeUndefined();
  });
  it('cannot be written by hand', () => {
    const byHand = { from: 'open', verb: 'decide', to: 'decided' } as const;
    expectTypeOf(byHand).not.toExtend<Transition<Status>>();
    expect(transitionOf(table, byHand.from, byHand.verb)).toBeUndefined();
  });
});

describe('verbsFrom', () => {
  it.each<[Status, Verb[]]>([
    ['leased', ['release', 'decide', 'cancel']],
    ['decided', []],
  ])('%s allows %j', (from, expected) => expect(verbsFrom(table, from)).toEqual(expected));
});

describe('defineTransitions', () => {
  it('freezes the table', () => {
    expect(() => Object.assign(table.decided, { cancel: 'cancelled' })).toThrow(TypeError);
    expect(() => Object.assign(table, { decided: { cancel: 'cancelled' } })).toThrow(TypeError);
  });
  it('must name every status, and leads to no other', () => {
    const complete = { open: { lease: 'leased' }, leased: {}, decided: {}, cancelled: {} } as const;
    const short = { open: {}, leased: {}, decided: {} } as const;
    const astray = { open: { lease: 'lost' }, leased: {}, decided: {}, cancelled: {} } as const;
    expectTypeOf(complete).toExtend<TransitionTable<Status, Verb>>();
    expectTypeOf(short).not.toExtend<TransitionTable<Status, Verb>>();
    expectTypeOf(astray).not.toExtend<TransitionTable<Status, Verb>>();
    expect(Object.keys(table)).toEqual(['open', 'leased', 'decided', 'cancelled']);
  });
});
