import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { systemActor } from '../../src/kernel/system-actors.js';
import { DocumentRecords } from '../../src/platform/documents/document-records.js';
import { FileStore } from '../../src/platform/documents/file-store.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let folder: string;
let store: FileStore;
let documents: DocumentRecords;
let caseworker: Actor;
let id: string;

beforeAll(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'bangfu-documents-'));
  store = new FileStore(folder, db.keyring);
  documents = new DocumentRecords(store, db.cipher, db.clock);
  caseworker = await db.actor({ path: WUJIANG, roles: ['caseworker'] });
  const storeResult = await store.put(Readable.from([Buffer.from('出院小结')]), { maxBytes: 1_000 });
  id = await db.transactions.run(caseworker, (tx) => documents.record(tx, { storeResult, fileName: '张三出院小结.pdf', contentType: 'application/pdf' }));
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

const downloads = async () => (await db.owner.query('SELECT document_id, account_id, organization_id FROM document_downloads')).rows;

it('keeps the name of a file sealed', async () => {
  const { rows } = await db.owner.query<{ name: string; uploaded_on: string }>(`SELECT encode(file_name, 'escape') AS name, uploaded_on::text FROM documents`);
  expect(rows).toHaveLength(1);
  expect(rows[0]!.name).not.toContain('pdf');
  expect(rows[0]!.uploaded_on).toBe('2011-01-04');
});

it('opens a document in scope and logs each download', async () => {
  const above = await db.actor({ path: SUZHOU, roles: ['approver'] });
  for (const actor of [caseworker, above]) {
    const open = await db.transactions.run(actor, (tx) => documents.open(tx, id));
    expect(open).toMatchObject({ fileName: '张三出院小结.pdf', contentType: 'application/pdf', size: 12 });
    expect(await text(open.stream)).toBe('出院小结');
  }
  expect(await downloads()).toEqual([caseworker, above].map((actor) => (
    { document_id: id, account_id: actor.accountId, organization_id: actor.organizationId })));
});

it('is absent outside its branch, and an attempt is no download', async () => {
  const taicang = await db.actor({ path: TAICANG, roles: ['caseworker'] });
  const before = await downloads();
  await expect(db.transactions.run(taicang, (tx) => documents.open(tx, id))).rejects.toMatchObject({ code: 'document.not_found' });
  expect(await db.transactions.read(taicang, (tx) => documents.describe(tx, [id]))).toEqual([]);
  expect(await downloads()).toEqual(before);
});

it('describes without logging, and lets only a job read without a log', async () => {
  const before = await downloads();
  expect(await db.transactions.read(caseworker, (tx) => documents.describe(tx, [id]))).toEqual(
    [{ id, fileName: '张三出院小结.pdf', contentType: 'application/pdf', sizeBytes: 12, uploadedBy: caseworker.accountId, uploadedOn: '2011-01-04' }]);
  await expect(db.transactions.read(caseworker, (tx) => documents.contentForJob(tx, id))).rejects.toThrow('open');
  const importer = systemActor('importer', { organizationId: caseworker.organizationId, scope: WUJIANG, onBehalfOf: caseworker.accountId, requestId: 'r' });
  expect((await db.transactions.read(importer, (tx) => documents.contentForJob(tx, id))).toString()).toBe('出院小结');
  expect(await downloads()).toEqual(before);
});

it('logs no download when the file is gone', async () => {
  const storeResult = await store.put(Readable.from([Buffer.from('别的')]), { maxBytes: 1_000 });
  const lost = await db.transactions.run(caseworker, (tx) => documents.record(tx, { storeResult, fileName: 'a.pdf', contentType: 'application/pdf' }));
  await store.remove(storeResult.storageKey);
  const before = await downloads();
  await expect(db.transactions.run(caseworker, (tx) => documents.open(tx, lost))).rejects.toMatchObject({ code: 'document.not_found' });
  expect(await downloads()).toEqual(before);
});
