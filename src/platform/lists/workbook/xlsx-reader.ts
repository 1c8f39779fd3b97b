import { Refused } from '../../../kernel/refusals.js';
import type { SheetRow } from '../rules/sheet.js';
import type { OpenSheet, SheetReader } from '../sheet-reader.js';
import { readWorkbookParts, type WorkbookParts } from './workbook-parts.js';
import { WorksheetRows } from './worksheet.js';
import { XmlScanner } from './xml-scanner.js';
import { ZipArchive } from './zip-archive.js';

const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const SHEET_BYTES = 1024 * 1024 * 1024;

/** Both old workbooks (.xls) and those with a password are compound files. */
export function isCompoundFile(head: Buffer): boolean {
  return head.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE);
}

/** Reads `.xlsx` row by row: a sheet is never in memory as a whole, and reading waits for whoever takes the rows. */
export class XlsxReader implements SheetReader {
  async open(content: Buffer): Promise<readonly OpenSheet[]> {
    if (isCompoundFile(content)) throw new Refused('import.old_or_protected_workbook');
    const zip = ZipArchive.open(content);
    const parts = await orBroken(() => readWorkbookParts(zip));
    return parts.sheets.map(({ name, part }) => new XlsxSheet(name, part, zip, parts));
  }
}

class XlsxSheet implements OpenSheet {
  #read = 0;

  constructor(
    readonly name: string,
    private readonly part: string,
    private readonly zip: ZipArchive,
    private readonly parts: WorkbookParts,
  ) {}

  async *rows(): AsyncGenerator<SheetRow> {
    this.#read = 0;
    const collected = new WorksheetRows(this.parts);
    const scanner = new XmlScanner(collected);
    for await (const piece of this.zip.read(this.part, SHEET_BYTES)) {
      this.#read += piece.length;
      await orBroken(async () => scanner.push(piece));
      yield* collected.ready.splice(0);
    }
    await orBroken(async () => scanner.end());
    yield* collected.ready.splice(0);
  }

  fractionRead(): number {
    const whole = this.zip.declaredBytes(this.part);
    return whole > 0 ? Math.min(1, this.#read / whole) : 1;
  }
}

/** A file can be damaged in more ways than are foreseen; none of them is a fault of the program. */
async function orBroken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('import.workbook_broken');
  }
}
