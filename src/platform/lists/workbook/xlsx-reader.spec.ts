import { readFile } from 'node:fs/promises';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../../kernel/refusals.js';
import type { SheetRow } from '../rules/sheet.js';
import { XlsxReader } from './xlsx-reader.js';
import { rawSheet, rawWorkbook } from './zip-writer.fixture.js';

const reader = new XlsxReader();

async function rowsOf(content: Uint8Array): Promise<SheetRow[]> {
  const [sheet] = await reader.open(Buffer.from(content));
  const rows: SheetRow[] = [];
  for await (const row of sheet?.rows() ?? []) rows.push(row);
  return rows;
}
async function refusalOf(content: Uint8Array): Promise<string> {
  try {
    await rowsOf(content);
  } catch (error) {
    return error instanceof Refused ? error.code : `no refusal: ${String(error)}`;
  }
  return 'read';
}
const cells = async (row: string, parts = {}) => (await rowsOf(rawSheet(`<row r="1">${row}</row>`, parts)))[0]?.cells;

const STYLES = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="0.00&quot;day&quot;"/></numFmts>'
  + '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';

describe('reading a sheet', () => {
  it('reads the roster row by row, with the numbers that Excel gives', async () => {
    const rows = await rowsOf(await readFile('seeds/demo/roster-wujiang-224.xlsx'));
    expect(rows).toHaveLength(1 + 1 + 224 + 1);
    expect(rows[2]?.number).toBe(3);
    expect(rows[2]?.cells.slice(0, 4)).toEqual([
      { kind: 'number', text: '1' }, { kind: 'text', text: '雷胜朗' }, { kind: 'text', text: '女' }, { kind: 'text', text: '320500196011154806' }]);
    expect(rows[2]?.cells[7]).toEqual({ kind: 'number', text: '38529', date: '2005-06-26' });
    expect(rows.at(-1)).toMatchObject({ number: 228 });
  });

  it('reads what another program wrote', async () => {
    const content = await writeXlsx({ sheets: [{ name: '一', rows: [['姓名', '<&> "x"'], [12.5, true], [null, new Date('2011-01-04T00:00:00Z')]] }] });
    expect((await rowsOf(content)).map((row) => row.cells)).toEqual([
      [{ kind: 'text', text: '姓名' }, { kind: 'text', text: '<&> "x"' }],
      [{ kind: 'number', text: '12.5' }, { kind: 'boolean', text: '1' }],
      [undefined, { kind: 'number', text: '40547', date: '2011-01-04' }],
    ]);
  });

  it.each([
    ['text of its own', '<c r="A1" t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></is></c>', { kind: 'text', text: '张三' }],
    ['an entity and an escape', '<c t="inlineStr"><is><t>&#24352;_x000D_&amp;</t></is></c>', { kind: 'text', text: '张\r&' }],
    ['a number', '<c><v>320583199412315100</v></c>', { kind: 'number', text: '320583199412315100' }],
    ['a formula', '<c t="str"><f>A1&amp;"x"</f><v>x</v></c>', { kind: 'formula', text: 'x' }],
    ['a formula without a value', '<c><f>A1</f></c>', { kind: 'formula', text: '' }],
    ['a shared formula', '<c><f t="shared" si="0"/><v>2</v></c>', { kind: 'formula', text: '2' }],
    ['an error', '<c t="e"><v>#N/A</v></c>', { kind: 'error', text: '#N/A' }],
    ['an ISO date', '<c t="d"><v>2011-01-04T00:00:00</v></c>', { kind: 'number', text: '2011-01-04T00:00:00', date: '2011-01-04' }],
    ['nothing', '<c r="A1" s="1"/>', undefined],
    ['a prefix', '<x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>', { kind: 'text', text: 'a' }],
    ['a character block', '<c t="inlineStr"><is><t><![CDATA[<b>]]></t></is></c>', { kind: 'text', text: '<b>' }],
    ['a quoted bracket', '<c r="A1" note="a>b" t=\'inlineStr\'><is><t>a</t></is></c>', { kind: 'text', text: 'a' }],
  ])('reads %s', async (_what, cell, expected) => {
    const read = await cells(`${cell}<c r="B1" t="inlineStr"><is><t>end</t></is></c>`);
    expect(read?.[0]).toEqual(expected);
    expect(read?.[1]).toEqual({ kind: 'text', text: 'end' });
  });

  it('reads shared texts without their phonetic readings', async () => {
    const texts = '<sst><si><t>甲</t></si><si><r><rPr/><t>乙</t></r><r><t>丙</t></r><rPh sb="0" eb="1"><t>ピン</t></rPh></si></sst>';
    const read = await cells('<c t="s"><v>1</v></c><c t="s"><v>0</v></c>', { 'xl/sharedStrings.xml': texts });
    expect(read?.map((cell) => cell?.text)).toEqual(['乙丙', '甲']);
  });

  it.each([
    ['a built-in format', 1, '40547', '2011-01-04'],
    ['a format of its own, with a time', 2, '40547.75', '2011-01-04'],
    ['no date format', 0, '40547', undefined],
    ['a quoted word', 3, '40547', undefined],
    ['the day before the one that never was', 1, '59', '1900-02-28'],
    ['the day that never was', 1, '60', undefined],
    ['the day after it', 1, '61', '1900-03-01'],
  ])('finds dates by their format: %s', async (_what, style, value, date) => {
    expect((await cells(`<c s="${style}"><v>${value}</v></c>`, { 'xl/styles.xml': STYLES }))?.[0]).toEqual(
      { kind: 'number', text: value, ...(date ? { date } : {}) });
  });

  it('counts from 1904 where the workbook says so', async () => {
    const workbook = '<workbook><workbookPr date1904="1"/><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>';
    expect((await cells('<c s="1"><v>39085</v></c>', { 'xl/styles.xml': STYLES, 'xl/workbook.xml': workbook }))?.[0]).toMatchObject({ date: '2011-01-04' });
  });

  it('passes over blank rows and takes a huge declared sheet as what it holds', async () => {
    const content = rawWorkbook({
      'xl/worksheets/sheet1.xml': '<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="2"/><row r="5"><c r="A5"><v>1</v></c><c r="XFD5"><v>2</v></c></row>'
        + '<row r="1048576"><c r="B1048576"><v>3</v></c></row></sheetData></worksheet>',
    });
    expect(await rowsOf(content)).toEqual([
      { number: 5, cells: [{ kind: 'number', text: '1' }] }, { number: 1_048_576, cells: [undefined, { kind: 'number', text: '3' }] }]);
  });

  it('reads no further than it is asked', async () => {
    const row = (number: number) => `<row r="${number}"><c><v>${'1'.repeat(50)}${number % 97}</v></c></row>`;
    const [sheet] = await reader.open(rawSheet(Array.from({ length: 60_000 }, (_unused, at) => row(at + 1)).join('')));
    for await (const first of sheet!.rows()) {
      expect(first.number).toBe(1);
      break;
    }
    expect(sheet!.fractionRead()).toBeGreaterThan(0);
    expect(sheet!.fractionRead()).toBeLessThan(0.1);
  });
});

describe('refusing a file', () => {
  const good = '<row r="1"><c><v>1</v></c></row>';
  it.each([
    ['a text', Buffer.from('姓名,身份证号'), 'import.not_a_workbook'],
    ['nothing at all', Buffer.alloc(0), 'import.not_a_workbook'],
    ['an old or protected workbook', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]), 'import.old_or_protected_workbook'],
    ['an encrypted part', rawSheet(good, {}, { encrypted: true }), 'import.old_or_protected_workbook'],
    ['a zip of something else', rawWorkbook({ '_rels/.rels': null, 'a.txt': 'x' }), 'import.not_a_workbook'],
    ['a changed part', rawSheet(good, {}, { checksum: true }), 'import.workbook_broken'],
    ['a file cut short', rawSheet(good).subarray(0, 400), 'import.workbook_broken'],
    ['a directory that points nowhere', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(30), Buffer.from('504b0506', 'hex'), Buffer.alloc(16, 1), Buffer.alloc(2)]), 'import.workbook_broken'],
    ['a sheet cut short', rawWorkbook({ 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${good}<row r="2"><c><v>2` }), 'import.workbook_broken'],
    ['a document type', rawWorkbook({ 'xl/worksheets/sheet1.xml': `<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>` }), 'import.workbook_broken'],
    ['a text that is not there', rawSheet('<row r="1"><c t="s"><v>7</v></c></row>'), 'import.workbook_broken'],
    ['a number that is none', rawSheet('<row r="1"><c><v>eins</v></c></row>'), 'import.workbook_broken'],
    ['a row twice', rawSheet('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>'), 'import.workbook_broken'],
    ['a row beyond the sheet', rawSheet('<row r="1048577"><c><v>1</v></c></row>'), 'import.workbook_too_large'],
    ['a cell without a place', rawSheet('<row r="1"><c r="!"><v>1</v></c></row>'), 'import.workbook_broken'],
    ['bytes that are no text', rawWorkbook({ 'xl/worksheets/sheet1.xml': Buffer.from([0x3c, 0x61, 0xff, 0xfe, 0x3e]) }), 'import.workbook_broken'],
  ])('%s', async (_what, content, code) => {
    expect(await refusalOf(content)).toBe(code);
  });

  it.each([
    ['sheet', { 'xl/worksheets/sheet1.xml': Buffer.concat([Buffer.from('<worksheet><sheetData><row r="1">'), Buffer.alloc(200_000_000, '<c/>')]) }],
    ['list of texts', { 'xl/worksheets/sheet1.xml': '<worksheet/>', 'xl/sharedStrings.xml': Buffer.concat([Buffer.from('<sst>'), Buffer.alloc(200_000_000, '<si><t/></si>')]) }],
  ])('a bomb in the %s, before it unfolds', async (_what, parts) => {
    const bomb = rawWorkbook(parts);
    expect(bomb.length).toBeLessThan(2_000_000);
    const before = process.memoryUsage().rss;
    expect(await refusalOf(bomb)).toBe('import.workbook_too_large');
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it('survives any damage to a real file with a refusal', async () => {
    const content = await readFile('seeds/demo/roster-wujiang-224.xlsx');
    const seen = new Set<string>();
    for (let at = 0; at < content.length; at += 397) {
      const spoiled = Buffer.from(content);
      spoiled[at] = (spoiled[at] ?? 0) ^ 0x5a;
      seen.add(await refusalOf(spoiled));
    }
    expect([...seen].filter((one) => one.startsWith('no refusal'))).toEqual([]);
    expect(seen).toContain('import.workbook_broken');
  });
});
