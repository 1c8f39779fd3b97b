import { isRealDate } from '../../../kernel/dates.js';
import { Refused } from '../../../kernel/refusals.js';
import type { SheetCell, SheetRow } from '../rules/sheet.js';
import { dateOfSerial } from '../rules/serial-date.js';
import type { WorkbookParts } from './workbook-parts.js';
import { attribute, unescapeExcel, type XmlHandler } from './xml-scanner.js';

/** Cells farther to the right are passed over: no list is that wide, and one stray cell must cost nothing. */
const MOST_COLUMNS = 256;
const LAST_ROW = 1_048_576;

/** Collects the rows of one sheet from its XML as it arrives. */
export class WorksheetRows implements XmlHandler {
  /** Rows that are complete and not taken yet. */
  readonly ready: SheetRow[] = [];
  #inData = false;
  #row = 0;
  #column = -1;
  #cells: (SheetCell | undefined)[] = [];
  #type = '';
  #style = -1;
  #value = '';
  #inValue = false;
  #formula = false;
  #phonetic = false;

  constructor(private readonly parts: WorkbookParts) {}

  open(name: string, attributes: string): void {
    if (name === 'sheetData') this.#inData = true;
    else if (!this.#inData) return;
    else if (name === 'row') this.#openRow(attributes);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'f') this.#formula = true;
    else if (name === 'rPh') this.#phonetic = true;
    else if (name === 'v' || name === 't') this.#inValue = !this.#phonetic;
  }

  close(name: string): void {
    if (!this.#inData) return;
    if (name === 'v' || name === 't') this.#inValue = false;
    else if (name === 'rPh') this.#phonetic = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row' && this.#cells.length > 0) this.ready.push({ number: this.#row, cells: this.#cells });
    else if (name === 'sheetData') this.#inData = false;
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
  }

  #openRow(attributes: string): void {
    const number = Number(attribute(attributes, 'r') ?? this.#row + 1);
    // A row out of order would put two rows under one number.
    if (!Number.isInteger(number) || number <= this.#row) throw new Refused('import.workbook_broken');
    if (number > LAST_ROW) throw new Refused('import.workbook_too_large');
    this.#row = number;
    this.#column = -1;
    this.#cells = [];
  }

  #openCell(attributes: string): void {
    const place = attribute(attributes, 'r');
    this.#column = place === undefined ? this.#column + 1 : columnOf(place);
    this.#type = attribute(attributes, 't') ?? 'n';
    this.#style = Number(attribute(attributes, 's') ?? -1);
    this.#value = '';
    this.#formula = false;
  }

  #closeCell(): void {
    const cell = this.#cell();
    if (!cell || this.#column >= MOST_COLUMNS) return;
    this.#cells[this.#column] = cell;
  }

  #cell(): SheetCell | undefined {
    const text = this.#text();
    if (this.#formula) return { kind: 'formula', text };
    if (text.trim() === '') return undefined;
    switch (this.#type) {
      case 'b':
        return { kind: 'boolean', text };
      case 'e':
        return { kind: 'error', text };
      case 'n':
        return this.#number(text);
      case 'd':
        return isRealDate(text.slice(0, 10)) ? { kind: 'number', text, date: text.slice(0, 10) } : { kind: 'text', text };
      default:
        return { kind: 'text', text };
    }
  }

  #text(): string {
    if (this.#type !== 's') return this.#type === 'n' ? this.#value.trim() : unescapeExcel(this.#value);
    if (this.#value === '') return '';
    const text = this.parts.texts[Number(this.#value)];
    if (text === undefined) throw new Refused('import.workbook_broken');
    return text;
  }

  #number(text: string): SheetCell {
    const value = Number(text);
    if (!Number.isFinite(value)) throw new Refused('import.workbook_broken');
    const date = this.parts.dateStyles[this.#style] ? dateOfSerial(value, this.parts.countsFrom1904) : undefined;
    return { kind: 'number', text, ...(date === undefined ? {} : { date }) };
  }
}

/** `AB12` → 27. */
function columnOf(place: string): number {
  const letters = /^\$?([A-Za-z]{1,3})\$?\d+$/.exec(place)?.[1];
  if (!letters) throw new Refused('import.workbook_broken');
  return [...letters.toUpperCase()].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
