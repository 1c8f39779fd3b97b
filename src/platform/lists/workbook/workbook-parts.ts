import { Refused } from '../../../kernel/refusals.js';
import { attribute, unescapeExcel, XmlScanner } from './xml-scanner.js';
import type { ZipArchive } from './zip-archive.js';

const SMALL_PART_BYTES = 16 * 1024 * 1024;
const TEXTS_BYTES = 512 * 1024 * 1024;
const MOST_TEXTS = 6_000_000;
const MOST_SHEETS = 200;

/** What stands beside the sheets and is needed to read them. */
export interface WorkbookParts {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly texts: readonly string[];
  /** By style number: whether it shows a date. */
  readonly dateStyles: readonly boolean[];
  readonly countsFrom1904: boolean;
}

/** @throws Refused `import.not_a_workbook` when the zip is none, or what reading its parts refuses */
export async function readWorkbookParts(zip: ZipArchive): Promise<WorkbookParts> {
  const root = await relations(zip, '_rels/.rels', '');
  const workbook = root.find((relation) => relation.type === 'officeDocument')?.target;
  if (!workbook || !zip.has(workbook)) throw new Refused('import.not_a_workbook');
  const folder = workbook.includes('/') ? workbook.slice(0, workbook.lastIndexOf('/')) : '';
  const own = await relations(zip, `${folder === '' ? '' : `${folder}/`}_rels/${workbook.slice(folder === '' ? 0 : folder.length + 1)}.rels`, folder);
  const { sheets, countsFrom1904 } = await readWorkbook(zip, workbook);
  const partOf = (type: string) => own.find((relation) => relation.type === type && zip.has(relation.target))?.target;
  return {
    sheets: sheets.flatMap(({ name, id }) => {
      const part = own.find((relation) => relation.id === id && relation.type === 'worksheet')?.target;
      return part && zip.has(part) ? [{ name, part }] : [];
    }),
    texts: await readTexts(zip, partOf('sharedStrings')),
    dateStyles: await readDateStyles(zip, partOf('styles')),
    countsFrom1904,
  };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

async function relations(zip: ZipArchive, part: string, folder: string): Promise<Relation[]> {
  if (!zip.has(part)) return [];
  const found: Relation[] = [];
  await scan(zip, part, SMALL_PART_BYTES, (name, attributes) => {
    if (name !== 'Relationship') return;
    const type = attribute(attributes, 'Type') ?? '';
    found.push({
      id: attribute(attributes, 'Id') ?? '', type: type.slice(type.lastIndexOf('/') + 1),
      target: resolvePart(folder, attribute(attributes, 'Target') ?? ''),
    });
  });
  return found;
}

function resolvePart(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

async function readWorkbook(zip: ZipArchive, part: string): Promise<{ sheets: { name: string; id: string }[]; countsFrom1904: boolean }> {
  const sheets: { name: string; id: string }[] = [];
  let countsFrom1904 = false;
  await scan(zip, part, SMALL_PART_BYTES, (name, attributes) => {
    if (name === 'workbookPr') countsFrom1904 = ['1', 'true'].includes(attribute(attributes, 'date1904') ?? '');
    if (name !== 'sheet' || sheets.length >= MOST_SHEETS) return;
    const id = /(?:^|\s)\w+:id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? '';
    sheets.push({ name: attribute(attributes, 'name') ?? '', id });
  });
  return { sheets, countsFrom1904 };
}

/** The texts that cells point to. Phonetic readings (rPh) are no part of a text. */
async function readTexts(zip: ZipArchive, part: string | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (!part) return texts;
  let text = '';
  let inText = false;
  let phonetic = false;
  const open = (name: string) => {
    if (name === 'si') text = '';
    else if (name === 't') inText = !phonetic;
    else if (name === 'rPh') phonetic = true;
  };
  const close = (name: string) => {
    if (name === 't') inText = false;
    else if (name === 'rPh') phonetic = false;
    else if (name === 'si' && texts.push(unescapeExcel(text)) > MOST_TEXTS) throw new Refused('import.workbook_too_large');
  };
  await scan(zip, part, TEXTS_BYTES, open, close, (piece) => {
    if (inText) text += piece;
  });
  return texts;
}

/** Built-in formats that show a date: 14 to 22, and those of East Asian editions. */
const BUILT_IN_DATES = (id: number) => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

async function readDateStyles(zip: ZipArchive, part: string | undefined): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (!part) return styles;
  const formats = new Map<number, string>();
  let inStyles = false;
  const open = (name: string, attributes: string) => {
    if (name === 'cellXfs') inStyles = true;
    if (name === 'numFmt') formats.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
    if (name !== 'xf' || !inStyles) return;
    const id = Number(attribute(attributes, 'numFmtId') ?? 0);
    const format = formats.get(id);
    styles.push(format === undefined ? BUILT_IN_DATES(id) : showsDate(format));
  };
  await scan(zip, part, SMALL_PART_BYTES, open, (name) => {
    if (name === 'cellXfs') inStyles = false;
  });
  return styles;
}

/** A format shows a date when a year or a day is left after quoted texts, escapes and conditions are taken out. */
function showsDate(format: string): boolean {
  const bare = format.replace(/"[^"]*"|\\.|_.|\[[^\]]*\]/g, '').toLowerCase();
  return /[yd年月日]/.test(bare);
}

async function scan(
  zip: ZipArchive, part: string, maximumBytes: number, open: (name: string, attributes: string) => void,
  close: (name: string) => void = () => undefined, text: (text: string) => void = () => undefined,
): Promise<void> {
  const scanner = new XmlScanner({ open, close, text });
  for await (const piece of zip.read(part, maximumBytes)) scanner.push(piece);
  scanner.end();
}
