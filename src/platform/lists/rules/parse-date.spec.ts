import { expect, it } from 'vitest';
import { parseDate } from './parse-date.js';
import type { SheetCell } from './sheet.js';

const text = (value: string): SheetCell => ({ kind: 'text', text: value });
const number = (value: string, date?: string): SheetCell => ({ kind: 'number', text: value, ...(date ? { date } : {}) });

it.each([
  [text('1988-01-02'), '1988-01-02'],
  [text('1988.1.2'), '1988-01-02'],
  [text('1988/01/02'), '1988-01-02'],
  [text('1988年1月2日'), '1988-01-02'],
  [text(' 1988 年 1 月 2 日 '), '1988-01-02'],
  [text('１９８８.１.２'), '1988-01-02'],
  [text('19880102'), '1988-01-02'],
  [text('1988-01-02 00:00:00'), '1988-01-02'],
  [text('32144'), '1988-01-02'],
  [number('32144', '1988-01-02'), '1988-01-02'],
  [number('32144'), '1988-01-02'],
  [number('32144.5'), '1988-01-02'],
  [number('19880102'), '1988-01-02'],
  [text('1988-02-30'), undefined],
  [text('1988-13-01'), undefined],
  [text('88.1.2'), undefined],
  [text('2011年11月'), undefined],
  [text('不详'), undefined],
  [number('73051'), undefined],
  [number('0'), undefined],
  [number('-5'), undefined],
  [number('1e5'), undefined],
  [{ kind: 'boolean', text: '1' }, undefined],
  [{ kind: 'error', text: '#N/A' }, undefined],
] as [SheetCell, string | undefined][])('reads %o as %s', (cell, date) => {
  expect(parseDate(cell)).toBe(date);
});
