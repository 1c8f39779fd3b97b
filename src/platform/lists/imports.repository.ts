import { Injectable } from '@nestjs/common';
import type { Transition } from '../../kernel/transitions.js';
import type { Tx } from '../database/transactions.js';
import type { ImportStatus } from './rules/import-status.js';
import type { ImportProgress } from './rules/progress.js';
import type { ColumnPlaces, RowRefusal } from './rules/read-row.js';

/** An import as the use cases need it. */
export interface ImportRow {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  readonly documentId: string;
  readonly options: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly status: ImportStatus;
  readonly columns: ColumnPlaces;
  readonly rowsRead: number;
  readonly rowsGood: number;
  readonly rowsRefused: number;
  readonly rowsApplied: number;
  readonly nextChunk: number;
  readonly progress: Partial<ImportProgress>;
  readonly version: number;
}

/** A row as it is staged: sealed content and key when it is good, refusals when it is not. */
export interface StagedRow {
  readonly rowNumber: number;
  readonly known: boolean;
  readonly content: Buffer | null;
  readonly keyIndex: Buffer | null;
  readonly refusals: readonly RowRefusal[];
}

/** What became of a staged row. */
export interface SettledRow {
  readonly rowNumber: number;
  readonly resultId: string | null;
  readonly known: boolean;
  readonly refusals: readonly RowRefusal[];
}

/** What the checking found of the whole list. */
export interface CheckSummary {
  readonly columns: ColumnPlaces;
  readonly unknownColumns: readonly string[];
  readonly read: number;
  readonly good: number;
  readonly refused: number;
  readonly known: number;
}

const SELECT_IMPORT = `SELECT id, organization_id AS "organizationId", kind, document_id AS "documentId", options, dry_run AS "dryRun", status,
  columns, rows_read AS "rowsRead", rows_good AS "rowsGood", rows_refused AS "rowsRefused", rows_applied AS "rowsApplied",
  next_chunk AS "nextChunk", progress, version FROM imports WHERE id = $1`;

/** All SQL that writes imports and their rows. */
@Injectable()
export class ImportsRepository {
  async add(
    tx: Tx, values: { id: string; kind: string; documentId: string; options: Readonly<Record<string, string>>; dryRun: boolean; uploadedOn: string },
  ): Promise<void> {
    await tx.affected(
      `INSERT INTO imports (id, organization_id, organization_path, kind, document_id, options, dry_run, status, uploaded_by, uploaded_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'checking', $8, $9)`,
      [values.id, tx.actor.organizationId, tx.actor.scope, values.kind, values.documentId, JSON.stringify(values.options), values.dryRun,
        tx.actor.accountId, values.uploadedOn]);
  }

  async find(tx: Tx, id: string): Promise<ImportRow | undefined> {
    return tx.row<ImportRow>(SELECT_IMPORT, [id]);
  }

  /** Locks an import, so that its status stands until the transaction ends. */
  async lock(tx: Tx, id: string): Promise<ImportRow | undefined> {
    return tx.row<ImportRow>(`${SELECT_IMPORT} FOR UPDATE`, [id]);
  }

  /** Takes an allowed step; the version goes up. @returns whether the import stood where the step begins */
  async move(tx: Tx, id: string, step: Transition<ImportStatus>, progress: Partial<ImportProgress> = {}): Promise<boolean> {
    return (await tx.affected(
      'UPDATE imports SET status = $3, version = version + 1, progress = progress || $4 WHERE id = $1 AND status = $2',
      [id, step.from, step.to, JSON.stringify(progress)])) === 1;
  }

  async fail(tx: Tx, id: string, step: Transition<ImportStatus>, code: string, details: object): Promise<boolean> {
    return (await tx.affected(
      `UPDATE imports SET status = $3, version = version + 1, failure_code = $4, failure_details = $5 WHERE id = $1 AND status = $2`,
      [id, step.from, step.to, code, JSON.stringify(details)])) === 1;
  }

  /** Ends the checking with its figures. @returns whether the import was still being checked */
  async showPreview(tx: Tx, id: string, step: Transition<ImportStatus>, found: CheckSummary, progress: ImportProgress): Promise<boolean> {
    return (await tx.affected(
      `UPDATE imports SET status = $3, version = version + 1, columns = $4, unknown_columns = $5, rows_read = $6, rows_good = $7,
         rows_refused = $8, rows_known = $9, progress = $10
       WHERE id = $1 AND status = $2`,
      [id, step.from, step.to, JSON.stringify(found.columns), found.unknownColumns, found.read, found.good, found.refused, found.known,
        JSON.stringify(progress)])) === 1;
  }

  /** Writes how far the checking is. @returns whether it should go on */
  async writeProgress(tx: Tx, id: string, progress: ImportProgress): Promise<boolean> {
    return (await tx.affected(
      `UPDATE imports SET progress = $2 WHERE id = $1 AND status = 'checking'`, [id, JSON.stringify(progress)])) === 1;
  }

  async stage(tx: Tx, importId: string, rows: readonly StagedRow[]): Promise<void> {
    await tx.affected(
      `INSERT INTO import_rows (import_id, row_number, organization_path, state, known, content, key_index, refusals)
       SELECT $1, t.row_number, $2, CASE WHEN t.content IS NULL THEN 'refused' ELSE 'good' END, t.known, t.content, t.key_index, t.refusals::jsonb
       FROM unnest($3::integer[], $4::boolean[], $5::bytea[], $6::bytea[], $7::text[]) AS t(row_number, known, content, key_index, refusals)`,
      [importId, tx.actor.scope, rows.map((row) => row.rowNumber), rows.map((row) => row.known), rows.map((row) => row.content),
        rows.map((row) => row.keyIndex), rows.map((row) => JSON.stringify(row.refusals))]);
  }

  /** The rows staged before that hold one of these keys: row numbers by key in hexadecimal. */
  async stagedKeys(tx: Tx, importId: string, keys: readonly Buffer[]): Promise<Map<string, number>> {
    const rows = await tx.rows<{ key: string; row_number: number }>(
      `SELECT encode(key_index, 'hex') AS key, row_number FROM import_rows WHERE import_id = $1 AND key_index = ANY ($2::bytea[])`, [importId, keys]);
    return new Map(rows.map((row) => [row.key, row.row_number]));
  }

  /** Claims a chunk. @returns false when it was done before or the import is not being applied any more */
  async claimChunk(tx: Tx, importId: string, chunk: number): Promise<boolean> {
    return (await tx.affected(
      `UPDATE imports SET next_chunk = next_chunk + 1 WHERE id = $1 AND status = 'applying' AND next_chunk = $2`, [importId, chunk])) === 1;
  }

  /** The next good rows, in the order of the sheet. */
  async nextGoodRows(tx: Tx, importId: string, limit: number): Promise<{ rowNumber: number; known: boolean; content: Buffer }[]> {
    return tx.rows(
      `SELECT row_number AS "rowNumber", known, content FROM import_rows WHERE import_id = $1 AND state = 'good' ORDER BY row_number LIMIT $2`,
      [importId, limit]);
  }

  /** Marks rows as applied or refused; what they held is not needed any more. */
  async settle(tx: Tx, importId: string, rows: readonly SettledRow[]): Promise<void> {
    await tx.affected(
      `UPDATE import_rows r
       SET state = CASE WHEN t.result_id IS NULL THEN 'refused' ELSE 'applied' END, result_id = t.result_id, known = t.known,
         refusals = t.refusals::jsonb, content = NULL
       FROM unnest($2::integer[], $3::uuid[], $4::boolean[], $5::text[]) AS t(row_number, result_id, known, refusals)
       WHERE r.import_id = $1 AND r.row_number = t.row_number AND r.state = 'good'`,
      [importId, rows.map((row) => row.rowNumber), rows.map((row) => row.resultId), rows.map((row) => row.known),
        rows.map((row) => JSON.stringify(row.refusals))]);
  }

  /** @param counts.known how many more rows turned out to be known than the preview had found; negative for fewer */
  async countApplied(tx: Tx, importId: string, counts: { applied: number; refused: number; known: number }, progress: ImportProgress): Promise<void> {
    await tx.affected(
      `UPDATE imports SET rows_applied = rows_applied + $2, rows_refused = rows_refused + $3, rows_good = rows_good - $3, rows_known = rows_known + $4, progress = $5
       WHERE id = $1`,
      [importId, counts.applied, counts.refused, counts.known, JSON.stringify(progress)]);
  }

  /** Removes what was staged and never applied. */
  async dropRows(tx: Tx, importId: string): Promise<void> {
    await tx.affected(`DELETE FROM import_rows WHERE import_id = $1 AND state <> 'applied'`, [importId]);
  }
}
