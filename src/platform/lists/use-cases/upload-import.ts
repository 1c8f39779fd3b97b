import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused, type FieldError } from '../../../kernel/refusals.js';
import { Transactions } from '../../database/transactions.js';
import { DocumentRecords } from '../../documents/document-records.js';
import type { StoredFile } from '../../documents/file-store.js';
import { Outbox } from '../../outbox/outbox.js';
import { ImportKinds, type ImportKind } from '../import-kinds.js';
import { ImportsRepository } from '../imports.repository.js';
import { checkImportJob } from '../jobs/import-jobs.js';

/** The type under which a workbook is kept. */
export const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A list as it came in: the form's fields, and its file, which stands in the store. */
export interface UploadedList {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: StoredFile & { readonly fileName: string };
}

/** Takes in a list; the checking follows as a job. */
@Injectable()
export class UploadImport {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DocumentRecords) private readonly documents: DocumentRecords,
    @Inject(ImportKinds) private readonly kinds: ImportKinds,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
  ) {}

  /** @throws Refused `import.kind_unknown`, `import.kind_not_allowed`, `request.invalid`, or what the kind says to its options */
  async execute(actor: Actor, list: UploadedList): Promise<{ id: string }> {
    const { kind: name, dryRun, ...given } = list.fields;
    return this.transactions.runOnce(actor, async (tx) => {
      const kind = this.kinds.choose(name);
      if (!actor.permissions.has(kind.permission)) throw new Refused('import.kind_not_allowed');
      refuseWrongFields(kind, given, dryRun);
      const options = (await kind.options?.validate(tx, given)) ?? {};
      const documentId = await this.documents.record(tx, { storeResult: list.file, fileName: list.file.fileName, contentType: WORKBOOK_TYPE });
      const id = newId();
      await this.imports.add(tx, { id, kind: kind.name, documentId, options, dryRun: dryRun === 'true', uploadedOn: this.clock.today() });
      await this.outbox.add(tx, checkImportJob, { importId: id });
      return { id };
    });
  }
}

function refuseWrongFields(kind: ImportKind, given: Readonly<Record<string, string>>, dryRun: string | undefined): void {
  const known = kind.options?.fields ?? [];
  const errors: FieldError[] = Object.keys(given).filter((field) => !known.includes(field)).map((field) => (
    { field, code: 'unknown_field', zh: '这种导入没有这一项', en: 'This kind of import has no such field' }));
  if (dryRun !== undefined && dryRun !== 'true' && dryRun !== 'false') {
    errors.push({ field: 'dryRun', code: 'not_true_or_false', zh: '须为 true 或 false', en: 'Must be true or false' });
  }
  if (errors.length > 0) throw new Refused('request.invalid', { errors });
}
