import { maskIdNumber } from '../../../kernel/masks.js';
import type { ColumnProblem, ColumnSpec } from './column-spec.js';
import type { SheetCell, SheetRow } from './sheet.js';
import type { HeaderRow } from './header-row.js';
import { problem } from './problems.js';

/** One refusal as it is kept and shown: where, what (masked), why. */
export interface RowRefusal {
  /** The sheet's row number. */
  readonly row: number;
  /** The column's letters; null when the row as a whole is refused. */
  readonly column: string | null;
  readonly columnName: string | null;
  readonly maskedValue: string | null;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** The part of a kind that reads rows. */
export interface RowRules {
  readonly columns: readonly ColumnSpec[];
  readonly checkRow?: (values: Readonly<Record<string, string>>, today: string) => readonly ColumnProblem[];
}

/** A data row: its values, and why it is refused (nothing when it is good). */
export interface ReadRow {
  readonly rowNumber: number;
  readonly values: Readonly<Record<string, string>>;
  readonly refusals: readonly RowRefusal[];
}

const FOOTER = new RegExp('^(?:(?:合计|总计|小计|共计)(?:\\d+[人名]?)?|(?:制表|填表|填报|报送|审核|编制)(?:单位|日期|人|时间)?|单位(?:负责人|盖章|公章)|负责人|经办人|盖章|公章)'
  + '(?:[:：（(\\s]|$)');
const LONGEST_SHOWN = 60;

/**
 * Reads one row below the header. Pure.
 * @returns undefined for a blank row and for a footer
 */
export function readRow(kind: RowRules, header: HeaderRow, row: SheetRow, today: string): ReadRow | undefined {
  const cells = [...header.columns].map(([index, { spec }]) => ({ spec, cell: filled(row.cells[index]) }));
  const read = cells.filter(({ spec }) => !spec.ignored);
  if (isFooter(header, row, read) || !row.cells.some(filled)) return undefined;
  if (read.every(({ cell }) => !cell)) return undefined;
  const values: Record<string, string> = {};
  const problems: ColumnProblem[] = [];
  for (const { spec, cell } of read) {
    const result = cell ? spec.read(cell, today) : { value: null };
    if ('problem' in result) problems.push({ ...result.problem, columnKey: spec.key });
    else if (result.value !== null) values[spec.key] = result.value;
    else if (spec.required) problems.push({ ...problem('import.value_missing'), columnKey: spec.key });
  }
  if (problems.length === 0) problems.push(...(kind.checkRow?.(values, today) ?? []));
  const places = placesOf(header);
  const textOf = (found: ColumnProblem) => read.find(({ spec }) => spec.key === found.columnKey)?.cell?.text;
  return { rowNumber: row.number, values, refusals: problems.map((one) => refusalOf(kind.columns, places, row.number, one, textOf(one))) };
}

/** Where a kind's columns stand in a sheet, by column key; kept with the import. */
export type ColumnPlaces = Readonly<Record<string, { readonly column: string; readonly name: string }>>;

/** The places of a header's columns. */
export function placesOf(header: HeaderRow): ColumnPlaces {
  return Object.fromEntries([...header.columns].map(([index, { spec, name }]) => [spec.key, { column: letters(index), name }]));
}

/**
 * Writes a problem down with its place and its masked value.
 * @param text the value as it stood in the cell, or as it was normalized; undefined for a blank one
 */
export function refusalOf(
  specs: readonly ColumnSpec[], places: ColumnPlaces, row: number, found: ColumnProblem, text: string | undefined,
): RowRefusal {
  const place = found.columnKey === undefined ? undefined : places[found.columnKey];
  const spec = specs.find((one) => one.key === found.columnKey);
  const { code, zh, en } = found;
  const maskedValue = text === undefined || text.trim() === '' ? null : masked(spec, text);
  return { row, column: place?.column ?? null, columnName: place?.name ?? spec?.headers[0] ?? null, maskedValue, code, zh, en };
}

function masked(spec: ColumnSpec | undefined, text: string): string {
  const shown = spec?.mask ? spec.mask(text.trim()) : text.trim().replace(/\d{7,}[\dXx]?/g, maskIdNumber);
  return [...shown.replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')].slice(0, LONGEST_SHOWN).join('');
}

/**
 * A footer begins with one of its words and leaves at least one required column blank. A running number before the word does not
 * count; a word farther to the right may be somebody's post (负责人), whose row must not get lost.
 */
function isFooter(header: HeaderRow, row: SheetRow, read: readonly { spec: ColumnSpec; cell: SheetCell | undefined }[]): boolean {
  const isRunningNumber = (cell: SheetCell, index: number) => cell.kind === 'number' && header.columns.get(index)?.spec.ignored === true;
  const first = row.cells.find((cell, index) => cell && filled(cell) && !isRunningNumber(cell, index));
  const says = first?.kind === 'text' && FOOTER.test(first.text.trim().replace(/(?<=^\S)\s+/, ''));
  return says && read.some(({ spec, cell }) => spec.required && !cell);
}

function filled(cell: SheetCell | undefined): SheetCell | undefined {
  return cell && (cell.kind === 'formula' || cell.text.trim() !== '') ? cell : undefined;
}

/** 0 → `A`, 27 → `AB`. */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
