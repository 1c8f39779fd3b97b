import { describe, expect, it } from 'vitest';
import { fenFromJson, fenToJson, formatWanYuan, formatYuan, formatYuanWithSign, parseYuan } from './money.js';

describe('parseYuan', () => {
  it.each<[string, bigint | undefined]>([
    ['123.45', 12_345n],
    ['123.4', 12_340n],
    ['123', 12_300n],
    ['0.01', 1n],
    ['0', 0n],
    ['10,000.00', 1_000_000n],
    ['1,234,567.89', 123_456_789n],
    ['0010', 1_000n],
    ['90071992547409.91', 9_007_199_254_740_991n],
    ['90071992547409.92', undefined],
    ['9'.repeat(400), undefined],
    ['123.456', undefined],
    ['1,00', undefined],
    ['10,0000', undefined],
    ['.5', undefined],
    ['5.', undefined],
    ['1e3', undefined],
    ['¥5', undefined],
    [' 5', undefined],
    ['5\n', undefined],
    ['', undefined],
    ['-0.01', undefined],
    ['１２', undefined],
  ])('%j is %s fen', (text, expected) => expect(parseYuan(text)).toBe(expected));

  it('takes a negative amount where asked', () => {
    expect(parseYuan('-0.01', { allowNegative: true })).toBe(-1n);
    expect(parseYuan('-1,000.5', { allowNegative: true })).toBe(-100_050n);
  });
});

describe('fenFromJson', () => {
  it.each<[unknown, bigint | undefined]>([
    [1_000_000, 1_000_000n],
    [0, 0n],
    [-0, 0n],
    [Number.MAX_SAFE_INTEGER, 9_007_199_254_740_991n],
    [Number.MAX_SAFE_INTEGER + 1, undefined],
    [1e21, undefined],
    [10.5, undefined],
    [0.1 + 0.2, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['100', undefined],
    [true, undefined],
    [null, undefined],
    [undefined, undefined],
    [[1], undefined],
    [-1, undefined],
  ])('%j is %s', (value, expected) => expect(fenFromJson(value)).toBe(expected));

  it('takes a negative amount where asked', () => expect(fenFromJson(-1, { allowNegative: true })).toBe(-1n));
});

describe('fenToJson', () => {
  it.each([[1_000_000n, 1_000_000], [0n, 0], [-5n, -5], [9_007_199_254_740_991n, Number.MAX_SAFE_INTEGER]])(
    '%s is %d', (amountFen, expected) => expect(fenToJson(amountFen)).toBe(expected));
  it.each([9_007_199_254_740_992n, -9_007_199_254_740_992n])(
    'throws on %s', (amountFen) => expect(() => fenToJson(amountFen)).toThrow(RangeError));
});

describe('formatYuan and formatYuanWithSign', () => {
  it.each([
    [1_000_000n, '10,000.00', '¥10,000.00'],
    [0n, '0.00', '¥0.00'],
    [1n, '0.01', '¥0.01'],
    [99n, '0.99', '¥0.99'],
    [99_999n, '999.99', '¥999.99'],
    [100_000n, '1,000.00', '¥1,000.00'],
    [123_456_789n, '1,234,567.89', '¥1,234,567.89'],
    [-1n, '-0.01', '-¥0.01'],
    [-1_000_000n, '-10,000.00', '-¥10,000.00'],
    [900_719_925_474_099_199n, '9,007,199,254,740,991.99', '¥9,007,199,254,740,991.99'],
  ])('%s is %s', (amountFen, plain, withSign) => {
    expect(formatYuan(amountFen)).toBe(plain);
    expect(formatYuanWithSign(amountFen)).toBe(withSign);
    expect(parseYuan(plain, { allowNegative: true }) ?? amountFen).toBe(amountFen);
  });
});

describe('formatWanYuan', () => {
  it.each([
    [1_000_000n, '1.00'],
    [60_120_000n, '60.12'],
    [4_999n, '0.00'],
    [5_000n, '0.01'],
    [14_999n, '0.01'],
    [15_000n, '0.02'],
    [1_995_000n, '2.00'],
    [-5_000n, '-0.01'],
    [-4_999n, '0.00'],
    [1_234_567_890_000n, '1,234,567.89'],
  ])('%s fen is %s', (amountFen, expected) => expect(formatWanYuan(amountFen)).toBe(expected));

  it('rounds a sum once, not its parts', () => {
    const parts = [4_999n, 4_999n, 4_999n];
    expect(formatWanYuan(parts.reduce((sum, part) => sum + part, 0n))).toBe('0.01');
  });
});
