import { expect, it } from 'vitest';
import { cardNumberOf } from './card-number.js';

it.each([
  ['2011-01-04', 1n, 'AXK2011-0000001'],
  ['2011-12-31', 224n, 'AXK2011-0000224'],
  ['2012-01-01', 9_999_999n, 'AXK2012-9999999'],
  ['2012-01-01', 10_000_000n, 'AXK2012-10000000'],
])('cardNumberOf(%s, %s) is %s', (issuedOn, serial, number) => expect(cardNumberOf(issuedOn, serial)).toBe(number));
