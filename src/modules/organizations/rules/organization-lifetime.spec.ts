import { describe, expect, it } from 'vitest';
import { closingFault, isOpenOn } from './organization-lifetime.js';

describe('isOpenOn', () => {
  it.each([
    ['before the first day', '2011-01-01', '2011-12-31', '2010-12-31', false],
    ['on the first day', '2011-01-01', '2011-12-31', '2011-01-01', true],
    ['on the last day', '2011-01-01', '2011-12-31', '2011-12-31', true],
    ['after the last day', '2011-01-01', '2011-12-31', '2012-01-01', false],
    ['without an end', '2011-01-01', null, '2099-01-01', true],
  ])('%s', (_case, validFrom, validTo, date, open) => {
    expect(isOpenOn({ validFrom, validTo }, date)).toBe(open);
  });
});

describe('closingFault', () => {
  const here = { validFrom: '2010-06-01', validTo: null };
  const open = { validFrom: '2000-01-01', validTo: null };
  it.each([
    ['closes on a later day', '2011-12-31', open, [], null],
    ['closes on its first day', '2010-06-01', open, [], null],
    ['closes before its first day', '2010-05-31', open, [], 'organizations.closes_before_opening'],
    ['the root has no parent to ask', null, null, [], null],
    ['opens again under an open parent', null, open, ['2011-01-01'], null],
    ['opens again under a closed parent', null, { ...open, validTo: '2011-12-31' }, [], 'organizations.parent_closed'],
    ['ends after its parent', '2012-01-01', { ...open, validTo: '2011-12-31' }, [], 'organizations.parent_closed'],
    ['ends with its parent', '2011-12-31', { ...open, validTo: '2011-12-31' }, [], null],
    ['a child is open without end', '2011-12-31', open, [null], 'organizations.has_open_children'],
    ['a child ends a day later', '2011-12-31', open, ['2011-01-01', '2012-01-01'], 'organizations.has_open_children'],
    ['the children end on the same day', '2011-12-31', open, ['2011-12-31'], null],
  ])('%s', (_case, validTo, parent, children, fault) => {
    expect(closingFault(here, validTo, parent, children)).toBe(fault);
  });
});
