import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeXlsx, type CellValue } from 'hucre/xlsx';
import type { Actor } from '../../src/kernel/actor.js';
import { membersKind } from '../../src/modules/people/imports/members-kind.js';
import { PeopleRepository } from '../../src/modules/people/people.repository.js';
import { PersonCipher } from '../../src/modules/people/person-cipher.js';
import { MemberList } from '../../src/modules/people/public/member-list.js';
import { MemberRegistrar } from '../../src/modules/people/public/member-registrar.js';
import { DocumentRecords } from '../../src/platform/documents/document-records.js';
import { FileStore } from '../../src/platform/documents/file-store.js';
import { ImportKinds } from '../../src/platform/lists/import-kinds.js';
import { ImportsQueries } from '../../src/platform/lists/imports.queries.js';
import { ImportsRepository } from '../../src/platform/lists/imports.repository.js';
import { applyImportChunkJob, checkImportJob } from '../../src/platform/lists/jobs/import-jobs.js';
import { SheetSource } from '../../src/platform/lists/sheet-source.js';
import { ApplyImportChunk } from '../../src/platform/lists/use-cases/apply-import-chunk.js';
import { CheckImport } from '../../src/platform/lists/use-cases/check-import.js';
import { ConfirmImport } from '../../src/platform/lists/use-cases/confirm-import.js';
import { DropImport } from '../../src/platform/lists/use-cases/drop-import.js';
import { UploadImport } from '../../src/platform/lists/use-cases/upload-import.js';
import { JobRunner } from '../../src/platform/outbox/job-runner.js';
import { JobRegistry } from '../../src/platform/outbox/jobs.js';
import type { TestDatabase } from '../support/database.js';

export const CASEWORKER = { roles: ['caseworker'], permissions: ['imports:read', 'imports:write', 'members:read', 'members:write', 'people:search', 'people:reveal'] };
export const HEADERS = ['姓名', '性别', '身份证号', '手机号码', '工作单位', '工种', '入职日期', '银行卡号', '开户行', '备注'];

/** The import framework with the kind `members`, put together on a test's database. */
export async function listsOn(db: TestDatabase) {
  const folder = await mkdtemp(join(tmpdir(), 'bangfu-lists-'));
  const store = new FileStore(folder, db.keyring);
  const documents = new DocumentRecords(store, db.cipher, db.clock);
  const imports = new ImportsRepository();
  const kinds = new ImportKinds();
  const registrar = new MemberRegistrar(new PeopleRepository(), new PersonCipher(db.cipher), db.clock);
  kinds.register(membersKind(new MemberList(registrar, db.transactions)));
  const check = new CheckImport(db.transactions, db.clock, db.cipher, documents, kinds, imports, new SheetSource());
  const apply = new ApplyImportChunk(db.outbox, db.clock, db.cipher, kinds, imports);
  const registry = new JobRegistry();
  registry.register(checkImportJob, (tx, { importId }) => check.execute(tx, importId));
  registry.register(applyImportChunkJob, (tx, { importId, chunk }) => apply.execute(tx, importId, chunk));
  const runner = new JobRunner(db.transactions, registry);
  const upload = new UploadImport(db.transactions, db.outbox, db.clock, documents, kinds, imports);
  return {
    kinds, documents, registrar, runner, store, check, apply,
    confirm: new ConfirmImport(db.transactions, db.outbox, db.clock, kinds, imports),
    drop: new DropImport(db.transactions, imports),
    queries: new ImportsQueries(db.transactions, db.cipher),
    /** Stores a workbook and takes it in. */
    upload: async (actor: Actor, content: Uint8Array, fields: Record<string, string> = { kind: 'members' }) => {
      const file = await store.put(Readable.from([Buffer.from(content)]), { maxBytes: 50_000_000 });
      return (await upload.execute(actor, { fields, file: { ...file, fileName: '花名册.xlsx' } })).id;
    },
    /** Does one waiting message, or all until none is left. @returns how many */
    work: async (most = Number.POSITIVE_INFINITY) => {
      let done = 0;
      while (done < most) {
        const { rows } = await db.owner.query<{ id: string }>('SELECT id FROM outbox WHERE done_at IS NULL AND dead_at IS NULL ORDER BY id LIMIT 1');
        if (!rows[0]) break;
        await runner.run(rows[0].id);
        done += 1;
      }
      return done;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A workbook with one sheet. */
export async function workbook(rows: CellValue[][]): Promise<Uint8Array> {
  return writeXlsx({ sheets: [{ name: '名单', rows }] });
}

/** A checked ID number of a made-up person, a different one for each number. */
export function madeUpId(serial: number): string {
  const day = 1 + (serial % 28);
  const month = 1 + (Math.floor(serial / 28) % 12);
  const year = 1950 + (Math.floor(serial / 336) % 40);
  const sequence = 1 + (Math.floor(serial / 13_440) % 998);
  const body = `320584${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}${String(sequence).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return body + '10X98765432'.charAt(weights.reduce((sum, weight, at) => sum + weight * Number(body[at]), 0) % 11);
}
