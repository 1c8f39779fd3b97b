import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SheetCell } from '../../../platform/lists/rules/sheet.js';
import { checkMemberRow, toMemberRow } from '../public/member-list.js';
import { memberColumns } from './member-columns.js';

const today = '2026-11-22';
const vectors = JSON.parse(readFileSync('test/data/identifier-vectors.json', 'utf8')) as Record<string, { valid: [string, string][]; invalid: [string, string][] }>;
const read = (key: string, cell: SheetCell | string) => {
  const result = memberColumns.find((column) => column.key === key)!.read(typeof cell === 'string' ? { kind: 'text', text: cell } : cell, today);
  return 'problem' in result ? result.problem.code : result.value;
};

describe('the columns of a member list', () => {
  it.each([['resident_id', 'idNumber'], ['hmt_permit', 'idNumber'], ['mobile', 'mobile'], ['bank_card', 'accountNumber']])(
    'take and refuse the shared vectors: %s', (group, key) => {
      const { valid, invalid } = vectors[group]!;
      for (const [text] of valid) expect(read(key, text)).toBe(text);
      // Spaces, hyphens and country codes are mended; what is left is taken or refused as the vectors say.
      const mended = (text: string) => text.replace(/^\+86|[\s-]/g, '');
      for (const [text] of invalid.filter(([one]) => mended(one) === one)) expect(read(key, text)).toMatch(/^(id_number|mobile|bank_card)_/);
      for (const [text] of invalid.filter(([one]) => mended(one) !== one)) expect([mended(text), expect.stringContaining('_')]).toContainEqual(read(key, text));
    });

  it('widen old ID numbers', () => {
    for (const [text, wide] of vectors['resident_id_15']!.valid) expect(read('idNumber', text)).toBe(wide);
    for (const [text] of vectors['resident_id_15']!.invalid) expect(read('idNumber', text)).toMatch(/^id_number_/);
  });

  it.each<[string, SheetCell | string, string | null]>([
    ['name', ' 买买提 · 艾力 ', '买买提·艾力'],
    ['name', { kind: 'number', text: '12' }, 'import.text_expected'],
    ['idNumber', '３２０５８４１９７６０３１５１２３ｘ', '32058419760315123X'],
    ['idNumber', { kind: 'number', text: '320583199412315100' }, 'import.number_lost_digits'],
    ['idNumber', { kind: 'number', text: '3.20583199412315E+17' }, 'import.number_lost_digits'],
    ['idNumber', { kind: 'number', text: '320583941231511' }, '320583199412315118'],
    ['sex', ' 女性 ', 'female'],
    ['sex', '未知', 'person.sex_unknown'],
    ['sex', 'constructor', 'person.sex_unknown'],
    ['mobile', { kind: 'number', text: '13862540001' }, '13862540001'],
    ['mobile', '0086 138 6254 0001', '13862540001'],
    ['accountNumber', { kind: 'number', text: '6222021102007190000' }, 'import.number_lost_digits'],
    ['employedOn', { kind: 'number', text: '38529' }, '2005-06-26'],
    ['remark', { kind: 'formula', text: '' }, null],
    ['sequence', { kind: 'error', text: '#N/A' }, null],
  ])('%s reads %o as %s', (key, cell, expected) => {
    expect(read(key, cell)).toBe(expected);
  });
});

const values = { name: '张三', idNumber: '32058419760315123X' };

it.each<[Record<string, string>, string[][]]>([
  [{}, []],
  [{ sex: 'male', birthDate: '1976-03-15', accountNumber: '6222021102007197026', bankName: '工行' }, []],
  [{ sex: 'female', birthDate: '1976-03-16' }, [['sex', 'person.sex_differs'], ['birthDate', 'person.birth_date_differs']]],
  [{ employedOn: '1970-01-01' }, [['employedOn', 'person.employed_before_birth']]],
  [{ accountNumber: '6222021102007197026' }, [['accountNumber', 'person.account_incomplete']]],
  [{ bankName: '工行' }, [['bankName', 'person.account_incomplete']]],
])('a row with %o has the problems %o', (more, problems) => {
  expect(checkMemberRow({ ...values, ...more }).map(({ columnKey, code }) => [columnKey, code])).toEqual(problems);
});

it('makes a row what the registrar takes', () => {
  expect(toMemberRow({ ...values, accountNumber: '6222021102007197026', bankName: '工行', employedOn: '2005-06-26' })).toEqual({
    ...values, sex: 'male', birthDate: '1976-03-15', employedOn: '2005-06-26', account: { number: '6222021102007197026', bankName: '工行' },
  });
});
