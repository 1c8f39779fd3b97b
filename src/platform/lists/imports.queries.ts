import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { pageOf, type CursorValue, type Page } from '../../kernel/pages.js';
import { fillSentence, Refused, refusalOf } from '../../kernel/refusals.js';
import { FieldCipher } from '../crypto/field-cipher.js';
import { Transactions } from '../database/transactions.js';
import type { ImportView, RefusedRowView } from './dto/import-views.js';
import './lists.refusals.js';
import type { ImportProgress } from './rules/progress.js';

interface ViewRow {
  id: string;
  organization_id: string;
  kind: string;
  document_id: string;
  options: Record<string, string>;
  dry_run: boolean;
  status: ImportView['status'];
  failure_code: string | null;
  failure_details: Record<string, unknown> | null;
  progress: Partial<ImportProgress>;
  rows_read: number;
  rows_good: number;
  rows_refused: number;
  rows_applied: number;
  rows_known: number;
  unknown_columns: string[];
  organization_path: string;
  uploaded_on: string;
  version: number;
  file_name: Buffer;
}

const SELECT_VIEW = `SELECT i.id, i.organization_id, i.organization_path, i.kind, i.document_id, i.options, i.dry_run, i.status, i.failure_code, i.failure_details,
  i.progress, i.rows_read, i.rows_good, i.rows_refused, i.rows_applied, i.rows_known, i.unknown_columns, i.uploaded_on::text, i.version, d.file_name
  FROM imports i JOIN documents d ON d.id = i.document_id`;

/** The read side of imports. */
@Injectable()
export class ImportsQueries {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(FieldCipher) private readonly cipher: FieldCipher,
  ) {}

  /** @throws Refused `import.not_found` */
  async one(actor: Actor, id: string): Promise<ImportView> {
    const row = await this.transactions.read(actor, (tx) => tx.row<ViewRow>(`${SELECT_VIEW} WHERE i.id = $1`, [id]));
    if (!row) throw new Refused('import.not_found');
    return this.view(row);
  }

  /** The newest first in each organization. @param after organization path and id of the last one shown */
  async list(actor: Actor, limit: number, after: CursorValue[] | undefined): Promise<Page<ImportView>> {
    const rows = await this.transactions.read(actor, (tx) => tx.rows<ViewRow>(
      `${SELECT_VIEW} WHERE $1::text IS NULL OR (i.organization_path, i.id) < ($1, $2::uuid)
       ORDER BY i.organization_path DESC, i.id DESC LIMIT $3`, [after?.[0] ?? null, after?.[1] ?? null, limit + 1]));
    const page = pageOf(rows, limit, (row) => [row.organization_path, row.id]);
    return { items: page.items.map((row) => this.view(row)), nextCursor: page.nextCursor };
  }

  /** In the order of the sheet. @param after row number and place within the row of the last one shown */
  async refusedRows(actor: Actor, id: string, limit: number, after: CursorValue[] | undefined): Promise<Page<RefusedRowView>> {
    const rows = await this.transactions.read(actor, async (tx) => {
      if (!(await tx.row('SELECT 1 FROM imports WHERE id = $1', [id]))) throw new Refused('import.not_found');
      return tx.rows<{ row_number: number; place: number; refusal: RefusedRowView }>(
        `SELECT r.row_number, p.place::integer, p.refusal
         FROM import_rows r CROSS JOIN LATERAL jsonb_array_elements(r.refusals) WITH ORDINALITY AS p(refusal, place)
         WHERE r.import_id = $1 AND r.state = 'refused' AND r.row_number >= $2 AND (r.row_number, p.place) > ($2, $3)
         ORDER BY r.row_number, p.place LIMIT $4`, [id, after?.[0] ?? 0, after?.[1] ?? 0, limit + 1]);
    });
    const page = pageOf(rows, limit, (row) => [row.row_number, row.place]);
    return { items: page.items.map((row) => row.refusal), nextCursor: page.nextCursor };
  }

  private view(row: ViewRow): ImportView {
    const running = row.status === 'checking' || row.status === 'applying';
    const { rowsDone = 0, rowsGood = 0, rowsRefused = 0, rowsPerSecond = 0, secondsLeft = null } = row.progress;
    return {
      id: row.id, organizationId: row.organization_id, kind: row.kind, status: row.status, dryRun: row.dry_run, options: row.options,
      documentId: row.document_id,
      fileName: this.cipher.open({ table: 'documents', column: 'file_name', rowId: row.document_id }, row.file_name),
      uploadedOn: row.uploaded_on,
      rowsRead: row.status === 'checking' ? rowsDone : row.rows_read,
      rowsGood: row.status === 'checking' ? rowsGood : row.rows_good,
      rowsRefused: row.status === 'checking' ? rowsRefused : row.rows_refused,
      rowsKnown: row.rows_known, rowsApplied: row.rows_applied,
      progress: running ? { rowsDone, rowsPerSecond, secondsLeft } : null,
      unknownColumns: row.unknown_columns,
      failure: failureOf(row), version: row.version,
    };
  }
}

function failureOf(row: ViewRow): ImportView['failure'] {
  if (row.failure_code === null) return null;
  const definition = refusalOf(row.failure_code) ?? { zh: row.failure_code, en: row.failure_code };
  const details = row.failure_details ?? {};
  return { code: row.failure_code, zh: fillSentence(definition.zh, details), en: fillSentence(definition.en, details) };
}
