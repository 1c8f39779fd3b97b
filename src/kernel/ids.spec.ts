import { describe, expect, it } from 'vitest';
import { isUuid, newId } from './ids.js';

describe('newId', () => {
  it('makes different ids of version 7 in ascending order', () => {
    const ids = Array.from({ length: 1000 }, () => newId());
    expect(new Set(ids).size).toBe(1000);
    expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual([]);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('isUuid', () => {
  it.each([
    ['0190a6f0-7c3e-7d2a-9b1c-1234567890ab', true],
    ['0190A6F0-7C3E-7D2A-9B1C-1234567890AB', true],
    ['8f14e45f-ceea-467f-a0e6-7d1f2f6b9c01', true],
    ['0190a6f07c3e7d2a9b1c1234567890ab', false],
    ['0190a6f0-7c3e-7d2a-9b1c-1234567890ag', false],
    ['0190a6f0-7c3e-7d2a-9b1c-1234567890ab\n', false],
    ['{0190a6f0-7c3e-7d2a-9b1c-1234567890ab}', false],
    ['1', false],
    ['', false],
  ])('%j is %s', (text, expected) => expect(isUuid(text)).toBe(expected));
});
