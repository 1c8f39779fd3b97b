import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, pageOf, parsePageLimit, type CursorKind, type CursorValue } from './pages.js';

const id = '0190a6f0-7c3e-7d2a-9b1c-1234567890ab';

function raw(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

describe('encodeCursor and decodeCursor', () => {
  it.each<[CursorValue[], CursorKind[]]>([
    [['欧阳小明', id], ['text', 'uuid']],
    [['2011-11-22', id], ['date', 'uuid']],
    [['2011-11-22T08:00:00.123Z', id], ['instant', 'uuid']],
    [['2011-11-22T08:00:00.123456Z'], ['instant']],
    [[-3, true], ['integer', 'boolean']],
    [['1000000', null], ['digits', 'date?']],
    [['', 'a\nb'], ['text', 'text']],
    [[], []],
  ])('%j comes back', (values, kinds) => expect(decodeCursor(encodeCursor(values), kinds)).toEqual(values));

  it('uses no character that a URL would change', () => {
    expect(encodeCursor(['???>>>~~~ÿÿÿ'])).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each<[string, string, CursorKind[]]>([
    ['empty', '', []],
    ['not base64url', '!!!!', ['text']],
    ['with padding', `${raw('["a"]')}=`, ['text']],
    ['with a space inside', ` ${raw('["a"]')}`, ['text']],
    ['not JSON', raw('{'), ['text']],
    ['not an array', raw('{"0":"a","length":1}'), ['text']],
    ['null', raw('null'), []],
    ['too few values', raw('["a"]'), ['text', 'text']],
    ['too many values', raw('["a","b"]'), ['text']],
    ['an object for a value', raw('[{"a":1}]'), ['text']],
    ['a number for a text', raw('[1]'), ['text']],
    ['null where none may be', raw('[null]'), ['text']],
    ['no uuid', raw('["x"]'), ['uuid']],
    ['no real date', raw('["2011-02-30"]'), ['date']],
    ['no real hour', raw('["2011-02-28T24:00:00Z"]'), ['instant']],
    ['an instant without its zone', raw('["2011-02-28T10:00:00"]'), ['instant']],
    ['a float', raw('[1.5]'), ['integer']],
    ['an unsafe integer', raw('[9007199254740993]'), ['integer']],
    ['more digits than a bigint holds', raw('["9999999999999999999"]'), ['digits']],
    ['NUL in a text', raw('["a\\u0000"]'), ['text']],
    ['a lone surrogate', raw('["\\ud800"]'), ['text']],
    ['invalid UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('base64url'), ['text']],
    ['too long', raw(`["${'a'.repeat(2_000)}"]`), ['text']],
  ])('garbage gives undefined: %s', (_name, text, kinds) => expect(decodeCursor(text, kinds)).toBeUndefined());
});

describe('parsePageLimit', () => {
  it.each<[string | number | undefined, number | undefined]>([
    [undefined, 50], ['1', 1], ['200', 200], [200, 200], ['201', undefined], ['0', undefined], [0, undefined],
    ['-1', undefined], ['1.5', undefined], [1.5, undefined], ['', undefined], ['abc', undefined], ['1e2', undefined], [' 5', undefined],
  ])('%j is %s', (requested, expected) => expect(parsePageLimit(requested)).toBe(expected));
});

describe('pageOf', () => {
  const cursorOf = (row: { n: number }) => [row.n];
  const rows = [{ n: 1 }, { n: 2 }, { n: 3 }];

  it.each<[number, number, number[], CursorValue[] | null]>([
    [3, 2, [1, 2], [2]],
    [2, 2, [1, 2], null],
    [1, 2, [1], null],
    [0, 2, [], null],
  ])('%i rows fetched for a limit of %i', (fetched, limit, shown, next) => {
    const page = pageOf(rows.slice(0, fetched), limit, cursorOf);
    expect(page.items.map((row) => row.n)).toEqual(shown);
    expect(page.nextCursor === null ? null : decodeCursor(page.nextCursor, ['integer'])).toEqual(next);
  });
});
