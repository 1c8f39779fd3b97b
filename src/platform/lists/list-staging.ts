import { Refused } from '../../kernel/refusals.js';
import type { FieldCipher, FieldPlace } from '../crypto/field-cipher.js';
import type { Tx } from '../database/transactions.js';
import type { ColumnProblem, ImportKind } from './import-kinds.js';
import type { CheckSummary, ImportRow, ImportsRepository, StagedRow } from './imports.repository.js';
import type { HeaderRow } from './rules/header-row.js';
import { problem } from './rules/problems.js';
import { placesOf, refusalOf, type ColumnPlaces, type ReadRow } from './rules/read-row.js';

/** Where the sealed values of a staged row live. */
export function contentPlace(importId: string, rowNumber: number): FieldPlace {
  return { table: 'import_rows', column: 'content', rowId: `${importId}/${rowNumber}` };
}

/** Stages the rows of one list, chunk by chunk, and counts them. */
export class ListStaging {
  private read = 0;
  private good = 0;
  private known = 0;
  private readonly places: ColumnPlaces;

  constructor(
    private readonly tx: Tx,
    private readonly list: { readonly record: ImportRow; readonly kind: ImportKind; readonly header: HeaderRow },
    private readonly parts: { readonly cipher: FieldCipher; readonly imports: ImportsRepository },
  ) {
    this.places = placesOf(list.header);
  }

  /** Looks at a chunk a second time, with the whole file and the database in view, and stages it. */
  async add(rows: readonly ReadRow[]): Promise<void> {
    if (rows.length === 0) return;
    const { record, kind } = this.list;
    const problems = new Map<number, readonly ColumnProblem[]>();
    const known = new Set<number>();
    for (const checked of (await kind.checkRows?.(this.tx, record, rows.filter((row) => row.refusals.length === 0))) ?? []) {
      if ('known' in checked) known.add(checked.rowNumber);
      else problems.set(checked.rowNumber, checked.problems);
    }
    const good = rows.filter((row) => row.refusals.length === 0 && !problems.has(row.rowNumber));
    const keys = this.keysOf(good);
    for (const [rowNumber, repeated] of await this.repetitions(good, keys)) problems.set(rowNumber, repeated);
    const staged = rows.map((row) => this.staged(row, problems.get(row.rowNumber), keys.get(row.rowNumber)?.key, known.has(row.rowNumber)));
    await this.parts.imports.stage(this.tx, record.id, staged);
    this.read += staged.length;
    this.good += staged.filter((row) => row.content).length;
    this.known += staged.filter((row) => row.content && row.known).length;
  }

  summary(): CheckSummary {
    const { read, good, known, places: columns } = this;
    return { columns, unknownColumns: this.list.header.unknown, read, good, refused: read - good, known };
  }

  /** @throws Refused `import.no_rows` when there was none */
  finish(): CheckSummary {
    if (this.read === 0) throw new Refused('import.no_rows');
    return this.summary();
  }

  private staged(row: ReadRow, problems: readonly ColumnProblem[] = [], keyIndex: Buffer | undefined, known: boolean): StagedRow {
    const { record, kind } = this.list;
    const found = problems.map((one) => refusalOf(kind.columns, this.places, row.rowNumber, one, row.values[one.columnKey ?? '']));
    const refusals = [...row.refusals, ...found];
    if (refusals.length > 0) return { rowNumber: row.rowNumber, known: false, content: null, keyIndex: null, refusals };
    const content = this.parts.cipher.seal(contentPlace(record.id, row.rowNumber), JSON.stringify(row.values));
    return { rowNumber: row.rowNumber, known, content, keyIndex: keyIndex ?? null, refusals };
  }

  private keysOf(rows: readonly ReadRow[]): Map<number, { columnKey: string; key: Buffer }> {
    const { kind } = this.list;
    const keys = new Map<number, { columnKey: string; key: Buffer }>();
    if (!kind.uniqueKey) return keys;
    for (const row of rows) {
      const { columnKey, key } = kind.uniqueKey(row.values);
      keys.set(row.rowNumber, { columnKey, key: this.parts.cipher.blindIndex(`import.${kind.name}`, key) });
    }
    return keys;
  }

  /** Of rows with the same key the first good one stays. */
  private async repetitions(
    rows: readonly ReadRow[], keys: ReadonlyMap<number, { columnKey: string; key: Buffer }>,
  ): Promise<Map<number, readonly ColumnProblem[]>> {
    const problems = new Map<number, readonly ColumnProblem[]>();
    if (keys.size === 0) return problems;
    const firsts = await this.parts.imports.stagedKeys(this.tx, this.list.record.id, [...keys.values()].map(({ key }) => key));
    for (const { rowNumber } of rows) {
      const own = keys.get(rowNumber);
      if (!own) continue;
      const name = own.key.toString('hex');
      const first = firsts.get(name);
      if (first === undefined) firsts.set(name, rowNumber);
      else problems.set(rowNumber, [{ ...problem('import.repeated_in_file', { row: first }), columnKey: own.columnKey }]);
    }
    return problems;
  }
}
