import { Injectable } from '@nestjs/common';
import { Refused, type FieldError } from '../../kernel/refusals.js';
import type { Tx } from '../database/transactions.js';
import type { ColumnProblem, ColumnSpec } from './rules/column-spec.js';

export type { ColumnProblem, ColumnSpec, ReadValue, RowProblem } from './rules/column-spec.js';

/** One row that every column has accepted: its values by column key; blank ones are absent. */
export interface GoodRow {
  readonly rowNumber: number;
  readonly values: Readonly<Record<string, string>>;
}

/** An import as a kind sees it. */
export interface ImportRecord {
  readonly id: string;
  readonly organizationId: string;
  /** The list is only tried: it is checked, and never applied. */
  readonly dryRun: boolean;
  readonly options: Readonly<Record<string, string>>;
}

/** What the second look at a good row says: refused after all, or its subject is here already. */
export type CheckedRow = { readonly rowNumber: number } & ({ readonly problems: readonly ColumnProblem[] } | { readonly known: true });

/** What became of a good row: the id of what it made or found, or why it is refused now. */
export type AppliedRow = { readonly rowNumber: number } & (
  { readonly resultId: string; readonly known: boolean } | { readonly problems: readonly ColumnProblem[] });

/** One kind of list. Reading, staging, checking, reporting and progress are shared; a kind brings columns and rules. */
export interface ImportKind {
  readonly name: string;
  readonly nameZh: string;
  /** What the caller must be allowed to do beside importing. */
  readonly permission: string;
  readonly columns: readonly ColumnSpec[];
  /** Form fields beside the file. */
  readonly options?: {
    readonly fields: readonly string[];
    /**
     * Checks the form's fields, at the upload and again at the confirmation.
     * @returns what to keep with the import: ids and codes, never personal data
     * @throws Refused when one is missing or wrong
     */
    readonly validate: (tx: Tx, fields: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
  };
  /** What the columns alone can not see, such as two values that disagree. Pure. */
  readonly checkRow?: (values: Readonly<Record<string, string>>, today: string) => readonly ColumnProblem[];
  /** What may stand only once in a file. */
  readonly uniqueKey?: (values: Readonly<Record<string, string>>) => { readonly columnKey: string; readonly key: string };
  /** A second look at up to 1,000 good rows with the database, set-based. Rows that it does not name are good. */
  readonly checkRows?: (tx: Tx, record: ImportRecord, rows: readonly GoodRow[]) => Promise<readonly CheckedRow[]>;
  /**
   * Applies up to 1,000 rows, set-based, in the transaction that advances the import. It names every row.
   * @throws Refused when the import as a whole can not go on; nothing of the chunk is left then
   */
  readonly applyRows: (tx: Tx, record: ImportRecord, rows: readonly GoodRow[]) => Promise<readonly AppliedRow[]>;
}

/** The kinds of import; modules join theirs at start-up. */
@Injectable()
export class ImportKinds {
  private readonly kinds = new Map<string, ImportKind>();

  /** @throws Error when the name is taken, a column key stands twice or two columns share a header */
  register(kind: ImportKind): void {
    if (this.kinds.has(kind.name)) throw new Error(`Import kind ${kind.name} is registered twice`);
    const keys = kind.columns.map((column) => column.key);
    const headers = kind.columns.flatMap((column) => column.headers);
    if (new Set(keys).size !== keys.length || new Set(headers).size !== headers.length) {
      throw new Error(`Import kind ${kind.name} names a column or a header twice`);
    }
    this.kinds.set(kind.name, kind);
  }

  /** @throws Error for a kind that nobody registered: what is stored was checked when it came in */
  get(name: string): ImportKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`Nobody registered the import kind ${name}`);
    return kind;
  }

  /** @throws Refused `import.kind_unknown` naming the kinds there are */
  choose(name: string | undefined): ImportKind {
    const kind = name === undefined ? undefined : this.kinds.get(name);
    if (kind) return kind;
    const kinds = [...this.kinds.keys()].join(', ');
    const error: FieldError = { field: 'kind', code: 'not_in_list', zh: `须为下列之一：${kinds}`, en: `Must be one of: ${kinds}` };
    throw new Refused('import.kind_unknown', { kinds, errors: [error] });
  }

  /** Every form field that some kind takes. */
  optionFields(): readonly string[] {
    return [...new Set([...this.kinds.values()].flatMap((kind) => kind.options?.fields ?? []))];
  }
}
