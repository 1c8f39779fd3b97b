import { expect, it } from 'vitest';
import { ignoredColumn, plainColumn } from '../columns.js';
import { matchHeader } from './header-row.js';
import type { SheetRow } from './sheet.js';

const specs = [
  plainColumn({ key: 'name', headers: ['姓名', '职工姓名'], required: true, maximum: 10 }, (text) => text),
  plainColumn({ key: 'idNumber', headers: ['身份证号', '身份证号码', '证件号码'], required: true, maximum: 20 }, (text) => text),
  plainColumn({ key: 'mobile', headers: ['手机号码', '联系电话'], maximum: 20 }, (text) => text),
  ignoredColumn({ key: 'sequence', headers: ['序号'] }),
];
const row = (...texts: (string | undefined)[]): SheetRow => (
  { number: 3, cells: texts.map((text) => (text === undefined ? undefined : { kind: 'text', text })) });

it.each([
  ['in the usual order', ['序号', '姓名', '身份证号'], { 0: 'sequence', 1: 'name', 2: 'idNumber' }, []],
  ['in any order, by synonyms, with gaps', ['证件号码', undefined, '联系电话', '职工姓名'], { 0: 'idNumber', 2: 'mobile', 3: 'name' }, []],
  ['with spaces, stars, brackets and full-width marks', ['* 姓 名', '身份证\n号码（必填）：'], { 0: 'name', 1: 'idNumber' }, []],
  ['listing what is unknown', ['姓名', '身份证号', '政治面貌'], { 0: 'name', 1: 'idNumber' }, ['政治面貌']],
  ['taking the first of two', ['姓名', '身份证号', '手机号码', '联系电话'], { 0: 'name', 1: 'idNumber', 2: 'mobile' }, ['联系电话']],
])('finds a header %s', (_what, texts, columns, unknown) => {
  const header = matchHeader(row(...texts), specs);
  expect(Object.fromEntries([...header!.columns].map(([index, { spec }]) => [index, spec.key]))).toEqual(columns);
  expect(header).toMatchObject({ rowNumber: 3, unknown });
});

it.each([
  ['a title', ['2011年互助保障花名册（姓名、身份证号）']],
  ['a header without a required column', ['序号', '姓名', '手机号码']],
  ['nothing', []],
])('takes %s for no header', (_what, texts) => {
  expect(matchHeader(row(...texts), specs)).toBeUndefined();
});
