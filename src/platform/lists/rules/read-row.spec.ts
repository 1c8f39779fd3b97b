import { describe, expect, it } from 'vitest';
import { ignoredColumn, plainColumn, textColumn } from '../columns.js';
import { matchHeader } from './header-row.js';
import { readRow, refusalOf, type RowRules } from './read-row.js';
import type { SheetCell } from './sheet.js';

const rules: RowRules = {
  columns: [
    ignoredColumn({ key: 'sequence', headers: ['序号'] }),
    plainColumn({ key: 'name', headers: ['姓名'], required: true, maximum: 6, figures: 'refused', mask: (text) => `${text[0]}*` }, (text) => text.trim()),
    textColumn({ key: 'number', headers: ['号码'], required: true, figures: 'lost_digits' }, (text) => ({ value: text })),
    plainColumn({ key: 'place', headers: ['单位'], maximum: 6 }, (text) => text),
  ],
  checkRow: ({ name, place }) => (place === name ? [{ code: 'same', zh: '相同', en: 'The same', columnKey: 'place' }] : []),
};
type Given = string | number | SheetCell | undefined;
const cell = (given: Given): SheetCell | undefined => {
  if (typeof given === 'string') return { kind: 'text', text: given };
  return typeof given === 'number' ? { kind: 'number', text: String(given) } : given;
};
const header = matchHeader({ number: 2, cells: ['序号', '姓名', '号码', '单位', '其他'].map(cell) }, rules.columns)!;
const read = (...given: Given[]) => readRow(rules, header, { number: 7, cells: given.map(cell) }, '2011-01-04');

describe('a row below the header', () => {
  it('is good when every column accepts it', () => {
    expect(read(1, '张三', 'A1', '环卫处', '党员')).toEqual({ rowNumber: 7, values: { name: '张三', number: 'A1', place: '环卫处' }, refusals: [] });
  });

  it.each<[string, Given[], [string | null, string | null, string][]]>([
    ['a missing value', [1, '', 'A1'], [['B', null, 'import.value_missing']]],
    ['a missing value beside a post that a footer could name', [1, '张三', undefined, '负责人'], [['C', null, 'import.value_missing']]],
    ['two wrong values', [1, 12, undefined], [['B', '1*', 'import.text_expected'], ['C', null, 'import.value_missing']]],
    ['a number that lost digits', [1, '张三', 320583199412315100], [['C', '320***********5100', 'import.number_lost_digits']]],
    ['a formula', [1, '张三', { kind: 'formula', text: 'x' }], [['C', 'x', 'import.formula_not_allowed']]],
    ['a formula without a value', [1, '张三', { kind: 'formula', text: '' }], [['C', null, 'import.formula_not_allowed']]],
    ['an error', [1, '张三', { kind: 'error', text: '#REF!' }], [['C', '#REF!', 'import.error_value']]],
    ['a yes', [1, '张三', { kind: 'boolean', text: '1' }], [['C', '1', 'import.text_expected']]],
    ['a date for text', [1, '张三', 'A1', { kind: 'number', text: '40547', date: '2011-01-04' }], [['D', '40547', 'import.text_expected']]],
    ['a text too long', [1, '张三', 'A1', '环境卫生管理处二队'], [['D', '环境卫生管理处二队', 'import.text_too_long']]],
    ['a hidden character', [1, '张三', 'A\u202e1'], [['C', 'A\u202e1', 'text_control_character']]],
    ['a NUL', [1, '张三', 'A\u00001'], [['C', 'A 1', 'text_nul']]],
    ['a number of a person in the wrong column', [1, '张三', 'A1', '32058419760315123X'], [['D', '320***********123X', 'import.text_too_long']]],
    ['what only the row can see', [1, '环卫处', 'A1', '环卫处'], [['D', '环卫处', 'same']]],
  ])('is refused for %s, with its place and the value masked', (_what, given, expected) => {
    expect(read(...given)?.refusals.map(({ column, maskedValue, code }) => [column, maskedValue, code])).toEqual(expected);
  });

  it('takes a formula where nobody reads it', () => {
    expect(read({ kind: 'formula', text: '1' }, '张三', 'A1')?.refusals).toEqual([]);
  });

  it.each<[string, Given[]]>([
    ['blank', []],
    ['blank but for spaces', [' ', '\u3000', undefined, '\t']],
    ['numbered in advance', [12, undefined, undefined]],
    ['a total', ['合计', undefined, undefined, '9人']],
    ['a total with a space', ['合 计', undefined, '9']],
    ['a total that says how many', [undefined, '合计224人']],
    ['a numbered total', [13, '合计', undefined]],
    ['a maker', ['制表单位：吴江市总工会', undefined, undefined, undefined, '制表日期：2011年11月']],
    ['a signature', [undefined, '审核人：', undefined]],
  ])('is passed over when it is %s', (_what, given) => {
    expect(read(...given)).toBeUndefined();
  });

  it('is no footer when it is complete', () => {
    expect(read(1, '合计', 'A1')).toMatchObject({ refusals: [] });
  });
});

it('names the kind\'s own header when the sheet has no such column', () => {
  expect(refusalOf(rules.columns, {}, 9, { code: 'x', zh: '一', en: 'y', columnKey: 'place' }, undefined)).toEqual(
    { row: 9, column: null, columnName: '单位', maskedValue: null, code: 'x', zh: '一', en: 'y' });
});
