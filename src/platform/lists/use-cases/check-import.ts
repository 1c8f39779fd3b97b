import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { FieldCipher } from '../../crypto/field-cipher.js';
import { withinSavepoint } from './within-savepoint.js';
import { Transactions, type Tx } from '../../database/transactions.js';
import { DocumentRecords } from '../../documents/document-records.js';
import { ImportKinds } from '../import-kinds.js';
import { ImportsRepository, type CheckSummary, type ImportRow } from '../imports.repository.js';
import { importTransitions } from '../rules/import-status.js';
import { progressOf, type ImportProgress } from '../rules/progress.js';
import { SheetSource } from '../sheet-source.js';
import { ListStaging } from '../list-staging.js';
import { findList } from '../find-list.js';
import { readRow, type ReadRow } from '../rules/read-row.js';

const CHUNK_ROWS = 1_000;

/**
 * Reads an uploaded list, stages its good rows and names what is wrong with the others. All of it commits with the
 * job's message or not at all; only the progress is written on the way, in transactions of its own.
 */
@Injectable()
export class CheckImport {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(FieldCipher) private readonly cipher: FieldCipher,
    @Inject(DocumentRecords) private readonly documents: DocumentRecords,
    @Inject(ImportKinds) private readonly kinds: ImportKinds,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(SheetSource) private readonly sheets: SheetSource,
  ) {}

  /** Safe to run twice: an import that is not being checked any more is left alone. */
  async execute(tx: Tx, importId: string): Promise<void> {
    const found = await this.imports.find(tx, importId);
    const shown = transitionOf(importTransitions, 'checking', 'show');
    const failed = transitionOf(importTransitions, 'checking', 'fail');
    if (!found || found.status !== 'checking' || !shown || !failed) return;
    const startedAt = this.clock.realNow();
    const outcome = await withinSavepoint(tx, () => this.check(tx, found, startedAt));
    if ('refused' in outcome) {
      await this.imports.fail(tx, importId, failed, outcome.refused.code, outcome.refused.details);
      return;
    }
    const summary = outcome.result;
    const kept = summary !== undefined && await this.imports.showPreview(tx, importId, shown, summary, this.progress(summary, 1, startedAt));
    // Dropped in the meantime: what was staged goes with it.
    if (!kept) await this.imports.dropRows(tx, importId);
  }

  /** @returns undefined when the import was dropped on the way @throws Refused when the workbook as a whole can not be used */
  private async check(tx: Tx, record: ImportRow, startedAt: Date): Promise<CheckSummary | undefined> {
    const kind = this.kinds.get(record.kind);
    const { sheet, header } = await findList(await this.sheets.reader.open(await this.documents.contentForJob(tx, record.documentId)), kind.columns);
    const staging = new ListStaging(tx, { record, kind, header }, { cipher: this.cipher, imports: this.imports });
    const today = this.clock.today();
    let rows: ReadRow[] = [];
    for await (const row of sheet.rows()) {
      const read = row.number > header.rowNumber ? readRow(kind, header, row, today) : undefined;
      if (!read || rows.push(read) < CHUNK_ROWS) continue;
      await staging.add(rows);
      rows = [];
      if (!(await this.tell(tx, record.id, this.progress(staging.summary(), sheet.fractionRead(), startedAt)))) return undefined;
    }
    await staging.add(rows);
    return staging.finish();
  }

  private progress(summary: CheckSummary, fraction: number, startedAt: Date): ImportProgress {
    const { read: rows, good, refused } = summary;
    return progressOf({ rows, good, refused, fraction }, startedAt, this.clock.realNow());
  }

  private async tell(tx: Tx, importId: string, progress: ImportProgress): Promise<boolean> {
    return this.transactions.run(tx.actor, (own) => this.imports.writeProgress(own, importId, progress));
  }
}
