import { describe, expect, it } from 'vitest';
import { findUnsafeText, normalizeIdentifier, normalizeMobile, normalizeName, toHalfWidth } from './normalize-text.js';

describe('normalizeIdentifier', () => {
  it.each([
    ['32058419760315123x', '32058419760315123X'],
    ['３２０５８４１９７６０３１５１２３Ｘ', '32058419760315123X'],
    [' 320584 19760315 123X ', '32058419760315123X'],
    ['320584-19760315-123X', '32058419760315123X'],
    ['320584－19760315—123X', '32058419760315123X'],
    ['\u3000320584\u00a019760315\u200b123X\ufeff\n', '32058419760315123X'],
    ['6222 0211 0200 0000 011', '6222021102000000011'],
    ['', ''],
  ])('%j is %j', (text, expected) => expect(normalizeIdentifier(text)).toBe(expected));
});

describe('normalizeMobile', () => {
  it.each([
    ['+8613800000001', '13800000001'],
    ['＋86 138-0000-0001', '13800000001'],
    ['(+86)13800000001', '13800000001'],
    ['008613800000001', '13800000001'],
    ['8613800000001', '13800000001'],
    ['86138000000', '86138000000'],
    ['13800000001', '13800000001'],
  ])('%j is %j', (text, expected) => expect(normalizeMobile(text)).toBe(expected));
});

describe('normalizeName', () => {
  it.each([
    [' 张 三 ', '张三'],
    ['张\u3000三', '张三'],
    ['阿依古丽•买买提', '阿依古丽·买买提'],
    ['阿依古丽 ・ 买买提', '阿依古丽·买买提'],
    ['Ａｎｎａ   Smith', 'Anna Smith'],
    ['吴江市总工会（本级）', '吴江市总工会(本级)'],
    ['e\u0301', 'é'],
  ])('%j is %j', (text, expected) => expect(normalizeName(text)).toBe(expected));
});

describe('toHalfWidth', () => {
  it('leaves Chinese characters and their full stop alone', () => expect(toHalfWidth('张三。Ａ１')).toBe('张三。A1'));
});

describe('findUnsafeText', () => {
  it.each([
    ['张三', undefined, null],
    ['𠮷', undefined, null],
    ['', undefined, null],
    ['a\u0000b', undefined, 'text_nul'],
    ['a\u0000\ud800', true, 'text_nul'],
    ['\ud800', undefined, 'text_lone_surrogate'],
    ['a\udc00b', true, 'text_lone_surrogate'],
    ['a\u0007b', true, 'text_control_character'],
    ['a\u0085b', true, 'text_control_character'],
    ['a\u007fb', undefined, 'text_control_character'],
    ['a\u202eb', undefined, 'text_control_character'],
    ['a\nb', undefined, 'text_control_character'],
    ['a\tb\r\nc', true, null],
  ])('%j (multiline %s) is %s', (text, multiline, expected) => expect(findUnsafeText(text, { multiline })).toBe(expected));
});
