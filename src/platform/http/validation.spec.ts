import { IsInt, MaxLength, Min, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../kernel/refusals.js';
import { MAXIMUM_DEPTH } from './text.js';
import { ThingBody } from './trial-controllers.fixture.js';
import { RequestValidation } from './validation.js';

const pipe = new RequestValidation();

function read(body: unknown, metatype: new () => object = ThingBody): Promise<unknown> {
  return pipe.transform(body, { type: 'body', metatype });
}

async function errorsOf(body: unknown, metatype?: new () => object): Promise<string[]> {
  try {
    await read(body, metatype);
    return [];
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    expect(refusal.code).toBe('request.invalid');
    return (refusal.details.errors ?? []).map(({ field, code }) => `${field} ${code}`);
  }
}

describe('what a body may hold', () => {
  it.each<[string, object]>([
    ['only what is required', { title: '甲' }],
    ['a date', { title: '甲', on: '2012-02-29' }],
    ['null where it may stand', { title: '甲', ownerId: null }],
    ['a list of ids', { title: '甲', relatedIds: ['01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a'] }],
    ['line breaks where they may stand', { title: '甲', remark: '一\n二' }],
    ['objects within', { title: '甲', first: { name: 'a', amountFen: 1 }, items: [{ name: 'b', amountFen: 1_000_000 }] }],
    ['twenty characters beyond the basic plane', { title: '𠮷'.repeat(20) }],
  ])('%s', async (_name, body) => {
    expect(await errorsOf(body)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['nothing', {}, ['title required']],
    ['an unknown field', { title: '甲', x: 1 }, ['x unknown_field']],
    ['an unknown field within', { title: '甲', first: { name: 'a', amountFen: 1, x: 1 } }, ['first.x unknown_field']],
    ['a number for a text', { title: 1 }, ['title not_plain_text']],
    ['null for a text', { title: null }, ['title not_plain_text']],
    ['blanks for a text', { title: ' \u3000' }, ['title not_plain_text']],
    ['invisible marks for a text', { title: '\u200b\u200d' }, ['title not_plain_text']],
    ['a text too long', { title: '甲'.repeat(21) }, ['title not_plain_text']],
    ['a control character', { title: 'a\u0007' }, ['title not_plain_text']],
    ['a mark that turns the reading direction', { title: 'a\u202eb' }, ['title not_plain_text']],
    ['a line break in a line', { title: 'a\nb' }, ['title not_plain_text']],
    ['null for an optional field', { title: '甲', on: null }, ['on not_date']],
    ['a day that never was', { title: '甲', on: '2011-02-29' }, ['on not_date']],
    ['an instant for a date', { title: '甲', on: '2011-02-28T00:00:00Z' }, ['on not_date']],
    ['a date without zeros', { title: '甲', on: '2011-2-8' }, ['on not_date']],
    ['a date as a number', { title: '甲', on: 20110228 }, ['on not_date']],
    ['a malformed id', { title: '甲', ownerId: '1' }, ['ownerId not_uuid']],
    ['an id in a list', { title: '甲', ownerId: ['01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a'] }, ['ownerId not_uuid']],
    ['a value outside the list', { title: '甲', color: 'green' }, ['color not_in_list']],
    ['a name that every object has', { title: '甲', color: 'toString' }, ['color not_in_list']],
    ['text for true', { title: '甲', open: 'true' }, ['open not_true_or_false']],
    ['one id where a list is asked', { title: '甲', relatedIds: 'x' }, ['relatedIds not_uuid']],
    ['too many ids', { title: '甲', relatedIds: Array(3).fill('01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a') }, ['relatedIds not_uuid']],
    ['a text for an object', { title: '甲', first: 'x' }, ['first not_object']],
    ['a list for an object', { title: '甲', first: [] }, ['first not_object']],
    ['an object for a list', { title: '甲', items: { 0: {} } }, ['items not_list']],
    ['too many items', { title: '甲', items: Array(4).fill({ name: 'a', amountFen: 1 }) }, ['items too_many']],
    ['null among the items', { title: '甲', items: [null] }, ['items.0 not_object']],
    ['wrong items', { title: '甲', items: [{ name: 'a', amountFen: 1 }, { name: 'b', amountFen: 1.5 }] }, ['items.1.amountFen not_fen']],
    ['half a fen', { title: '甲', first: { name: 'a', amountFen: 0.5 } }, ['first.amountFen not_fen']],
    ['fen as text', { title: '甲', first: { name: 'a', amountFen: '1' } }, ['first.amountFen not_fen']],
    ['less than the least', { title: '甲', first: { name: 'a', amountFen: 0 } }, ['first.amountFen not_fen']],
    ['more than the most', { title: '甲', first: { name: 'a', amountFen: 1_000_001 } }, ['first.amountFen not_fen']],
    ['infinitely much', { title: '甲', first: { name: 'a', amountFen: 1e400 } }, ['first.amountFen not_fen']],
  ])('not %s', async (_name, body, errors) => {
    expect(await errorsOf(body)).toEqual(errors);
  });

  it('texts lose the blanks at their ends, ids their capitals', async () => {
    const body = await read({ title: ' 甲 ', ownerId: '01979F3E-1C2B-7D4E-8F5A-6B7C8D9E0F1A' });
    expect(body).toMatchObject({ title: '甲', ownerId: '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a' });
  });

  it('names the limits in both languages', async () => {
    const refusal = await read({ title: '甲', first: { name: 'a', amountFen: 0 } }).catch((error: unknown) => error) as Refused;
    expect(refusal.details.errors?.[0]).toEqual({
      field: 'first.amountFen', code: 'not_fen',
      zh: '须为以分计的整数，1 至 1000000', en: 'Must be a whole number of fen, 1 to 1000000',
    });
    const list = await read({ title: '甲', relatedIds: 1 }).catch((error: unknown) => error) as Refused;
    expect(list.details.errors?.[0]?.en).toBe('Must be a list of 0 to 2 items. Each item: Must be a UUID');
  });
});

describe('class-validator\'s own decorators', () => {
  class Plain {
    @MaxLength(3) code!: string;
    @IsInt() @Min(5) count!: number;
  }
  class Careless {
    @ValidateNested() inner!: object;
  }

  it('are put into words too', async () => {
    const refusal = await read({ code: 'long', count: 1 }, Plain).catch((error: unknown) => error) as Refused;
    expect(refusal.details.errors).toEqual([
      { field: 'code', code: 'too_long', zh: '不得超过 3 个字符', en: 'Must have at most 3 characters' },
      { field: 'count', code: 'too_small', zh: '不得小于 5', en: 'Must not be less than 5' },
    ]);
  });

  it('a nested object of an unnamed class takes no field', async () => {
    expect(await errorsOf({ inner: { a: 1 } }, Careless)).toEqual(['inner.a unknown_field']);
  });
});

describe('depth', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

  it.each([[MAXIMUM_DEPTH, 'request.invalid'], [MAXIMUM_DEPTH + 1, 'request.too_deep']])('%i levels: %s', async (levels, code) => {
    await expect(read(nested(levels))).rejects.toMatchObject({ code });
  });
});
