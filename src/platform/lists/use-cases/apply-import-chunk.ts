import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { FieldCipher } from '../../crypto/field-cipher.js';
import type { Tx } from '../../database/transactions.js';
import { Outbox } from '../../outbox/outbox.js';
import { ImportKinds, type AppliedRow, type GoodRow, type ImportKind } from '../import-kinds.js';
import { ImportsRepository, type ImportRow, type SettledRow } from '../imports.repository.js';
import { applyImportChunkJob } from '../jobs/import-jobs.js';
import { contentPlace } from '../list-staging.js';
import { importTransitions } from '../rules/import-status.js';
import { progressOf } from '../rules/progress.js';
import { refusalOf } from '../rules/read-row.js';
import { withinSavepoint } from './within-savepoint.js';

const CHUNK_ROWS = 1_000;

/**
 * Applies one chunk of a confirmed list. The rows, the chunk's number and the message for the next chunk commit
 * together, so that a process killed anywhere leaves whole chunks, and a message that comes twice changes nothing.
 */
@Injectable()
export class ApplyImportChunk {
  constructor(
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(FieldCipher) private readonly cipher: FieldCipher,
    @Inject(ImportKinds) private readonly kinds: ImportKinds,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
  ) {}

  /** Safe to run twice: a chunk whose number has passed is left alone. */
  async execute(tx: Tx, importId: string, chunk: number): Promise<void> {
    if (!(await this.imports.claimChunk(tx, importId, chunk))) return;
    const found = await this.imports.find(tx, importId);
    const finished = transitionOf(importTransitions, 'applying', 'finish');
    const failed = transitionOf(importTransitions, 'applying', 'fail');
    if (!found || !finished || !failed) return;
    const outcome = await withinSavepoint(tx, () => this.apply(tx, found));
    if ('refused' in outcome) {
      await this.imports.fail(tx, importId, failed, outcome.refused.code, outcome.refused.details);
    } else if (outcome.result < CHUNK_ROWS) {
      await this.imports.move(tx, importId, finished);
    } else {
      await this.outbox.add(tx, applyImportChunkJob, { importId, chunk: chunk + 1 });
    }
  }

  /** @returns how many rows the chunk held */
  private async apply(tx: Tx, record: ImportRow): Promise<number> {
    const staged = await this.imports.nextGoodRows(tx, record.id, CHUNK_ROWS);
    const rows = staged.map(({ rowNumber, content }): GoodRow => (
      { rowNumber, values: JSON.parse(this.cipher.open(contentPlace(record.id, rowNumber), content)) as Record<string, string> }));
    if (rows.length === 0) return 0;
    const kind = this.kinds.get(record.kind);
    const settled = settle(kind, record, rows, await kind.applyRows(tx, record, rows));
    await this.imports.settle(tx, record.id, settled);
    const refused = settled.filter((row) => row.resultId === null).length;
    const applied = settled.length - refused;
    const known = settled.filter((row) => row.known).length - staged.filter((row) => row.known).length;
    const done = record.rowsApplied + applied;
    const good = record.rowsGood - refused;
    const startedAt = record.progress.startedAt ? new Date(record.progress.startedAt) : this.clock.realNow();
    await this.imports.countApplied(tx, record.id, { applied, refused, known }, progressOf(
      { rows: done, good, refused: record.rowsRefused + refused, fraction: good > 0 ? done / good : 1 }, startedAt, this.clock.realNow()));
    return rows.length;
  }
}

/** @throws Error when the kind has passed over a row: it would be applied for ever */
function settle(kind: ImportKind, record: ImportRow, rows: readonly GoodRow[], applied: readonly AppliedRow[]): SettledRow[] {
  const byNumber = new Map(applied.map((row) => [row.rowNumber, row]));
  return rows.map(({ rowNumber, values }) => {
    const row = byNumber.get(rowNumber);
    if (!row) throw new Error(`Import kind ${kind.name} has not said what became of a row`);
    if ('resultId' in row) return { rowNumber, resultId: row.resultId, known: row.known, refusals: [] };
    const refusals = row.problems.map((one) => refusalOf(kind.columns, record.columns, rowNumber, one, values[one.columnKey ?? '']));
    return { rowNumber, resultId: null, known: false, refusals };
  });
}
