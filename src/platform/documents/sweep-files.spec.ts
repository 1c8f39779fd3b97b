import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import { Transactions } from '../database/transactions.js';
import { JobRegistry } from '../outbox/jobs.js';
import { DocumentRecords } from './document-records.js';
import { FileStore, type StoredFile } from './file-store.js';
import { SweepFiles } from './sweep-files.js';

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 24 * 3_600;
const SHARED_CLAIM_FORM = '职工互助申领表';
let db: TestDatabase;
let folder: string;
let store: FileStore;
let records: DocumentRecords;

beforeAll(async () => { db = await freshDatabase(); });
afterAll(() => db.drop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-files-'));
  store = new FileStore(folder, db.keyring);
  records = new DocumentRecords(store, db.cipher, db.clock);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Asks the real database, and lets something happen at the moment after its answer. */
class WatchedTransactions extends Transactions {
  readonly askedAtOnce: number[] = [];
  afterAnswer: () => Promise<unknown> = async () => undefined;

  override async call<Row>(name: Parameters<Transactions['call']>[0], parameters: readonly unknown[]): Promise<Row[]> {
    const rows = await super.call<Row>(name, parameters);
    this.askedAtOnce.push((parameters[0] as string[]).length);
    await this.afterAnswer();
    return rows;
  }
}

const watched = () => new WatchedTransactions(db.source, db.clock);
const sweeper = (transactions: Transactions = db.transactions, registry = new JobRegistry()) => new SweepFiles(registry, transactions, store, db.clock);
const put = (content: string) => store.put(Readable.from([Buffer.from(content)]), { maxBytes: 1_000_000 });
const pathOf = ({ storageKey }: StoredFile) => join(folder, storageKey.slice(0, 2), storageKey.slice(2, 4), storageKey);
const contentOf = async ({ storageKey }: StoredFile) => text(await store.open(storageKey));

function age(path: string, hours: number): void {
  const at = new Date(db.clock.realNow().getTime() - hours * HOUR_MS);
  utimesSync(path, at, at);
}

async function putLongAgo(content: string, hours = 25): Promise<StoredFile> {
  const stored = await put(content);
  age(pathOf(stored), hours);
  return stored;
}

async function record(path: string, storeResult: StoredFile): Promise<string> {
  const actor = await db.actor({ path, roles: ['caseworker'] });
  return db.transactions.run(actor, (tx) => records.record(tx, { storeResult, fileName: 'a.pdf', contentType: 'application/pdf' }));
}

/** What a sweep leaves that was killed after it had taken the file. */
function takenByKilledSweep(stored: StoredFile): string {
  mkdirSync(join(folder, 'leaving'), { recursive: true });
  const path = join(folder, 'leaving', `${stored.storageKey}.00112233`);
  renameSync(pathOf(stored), path);
  return path;
}

it('removes nothing for a database that knows no document at all', async () => {
  const stored = await putLongAgo('of another database');
  expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 0, failed: 0 });
  expect(await contentOf(stored)).toBe('of another database');
});

describe('a sweep', () => {
  beforeAll(async () => {
    const actor = await db.actor({ path: SUZHOU, roles: ['caseworker'] });
    await db.owner.query(
      `INSERT INTO documents (id, organization_id, organization_path, content_hash, storage_key, content_type, size_bytes, file_name, uploaded_by, uploaded_on)
       VALUES (gen_random_uuid(), $1, $2, '\\x00', 'somewhere else', 'application/pdf', 1, '\\x00', $3, '2011-01-04')`,
      [actor.organizationId, SUZHOU, actor.accountId]);
  });

  it('joins the periodic tasks, every hour', async () => {
    const registry = new JobRegistry();
    sweeper(db.transactions, registry).onModuleInit();
    expect(registry.periodicTasks).toMatchObject([{ name: 'documents.sweep-files', everySeconds: 3_600 }]);
    const ownerless = await putLongAgo('a refused upload');
    await registry.periodicTasks[0]!.run();
    expect(existsSync(pathOf(ownerless))).toBe(false);
  });

  it('removes what has no document for a day, and what never arrived; a second one finds nothing', async () => {
    const [ownerless, young] = [await putLongAgo('a refused upload', 25), await putLongAgo('a recent upload', 23)];
    for (const content of ['broken off', 'broken off too']) await store.stage(Readable.from([content]), { maxBytes: 100 });
    const [first, second] = readdirSync(join(folder, 'incoming')).map((name) => join(folder, 'incoming', name));
    age(first!, 25);
    age(second!, 23);
    expect(await sweeper().sweep()).toEqual({ abandoned: 1, ownerless: 1, failed: 0 });
    expect([pathOf(ownerless), first!].map((path) => existsSync(path))).toEqual([false, false]);
    expect([pathOf(young), second!].map((path) => existsSync(path))).toEqual([true, true]);
    expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 0, failed: 0 });
    expect(readdirSync(join(folder, 'leaving'))).toEqual([]);
  });

  it('keeps a file that a document of any branch names, and goes by the wall clock', async () => {
    const kept: StoredFile[] = [];
    for (const path of [WUJIANG, TAICANG, SUZHOU]) {
      const stored = await putLongAgo(`paper of ${path}`, 24 * 365);
      await record(path, stored);
      kept.push(stored);
    }
    const young = await put('a recent upload');
    db.clock.advanceDays(400);
    expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 0, failed: 0 });
    expect(await Promise.all(kept.map(contentOf))).toEqual([WUJIANG, TAICANG, SUZHOU].map((path) => `paper of ${path}`));
    expect(existsSync(pathOf(young))).toBe(true);
  });

  it('takes the age as a parameter', async () => {
    const stored = await putLongAgo('an upload', 2);
    expect(await sweeper().sweep(3 * 3_600)).toMatchObject({ ownerless: 0 });
    expect(await sweeper().sweep(3_600)).toMatchObject({ ownerless: 1 });
    expect(existsSync(pathOf(stored))).toBe(false);
  });

  it('asks about a set at a time, never about all', async () => {
    for (let made = 0; made < 7; made += 1) await putLongAgo(`upload ${made}`);
    const transactions = watched();
    expect(await sweeper(transactions).sweep(DAY_SECONDS, 3)).toMatchObject({ ownerless: 7 });
    expect(transactions.askedAtOnce).toEqual([3, 3, 1]);
  });

  it('leaves alone what is no stored file', async () => {
    const strangers = ['notes.txt', 'ab/notes.txt', 'ab/cd/notes.txt', `ab/cd/${'0'.repeat(64)}`, 'leaving/notes.txt', 'xy/cd/notes.txt'].map((name) => join(folder, name));
    for (const path of strangers) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'mine');
      age(path, 99);
    }
    expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 0, failed: 0 });
    expect(strangers.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('goes on past a file that cannot be removed', async () => {
    const stored = [await putLongAgo('one'), await putLongAgo('two'), await putLongAgo('three')];
    rmSync(join(folder, 'leaving'), { recursive: true, force: true });
    const remove = store.oldFiles.remove.bind(store.oldFiles);
    store.oldFiles.remove = async (key, before) => {
      if (key === stored[1]!.storageKey) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      return remove(key, before);
    };
    expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 2, failed: 1 });
    expect(stored.map((one) => existsSync(pathOf(one)))).toEqual([false, true, false]);
  });
});

describe('content that comes again while it is swept', () => {
  it('is kept when it comes after the database has answered', async () => {
    const stored = await putLongAgo(SHARED_CLAIM_FORM);
    const transactions = watched();
    transactions.afterAnswer = () => put(SHARED_CLAIM_FORM);
    expect(await sweeper(transactions).sweep()).toMatchObject({ ownerless: 0 });
    expect(await contentOf(stored)).toBe(SHARED_CLAIM_FORM);
    await record(TAICANG, stored);
  });

  it('is kept while its transaction is open, however often it is swept', async () => {
    const content = 'a slow transaction';
    await putLongAgo(content);
    const actor = await db.actor({ path: WUJIANG, roles: ['caseworker'] });
    const storeResult = await put(content);
    const id = await db.transactions.run(actor, async (tx) => {
      const recorded = await records.record(tx, { storeResult, fileName: 'a.pdf', contentType: 'application/pdf' });
      expect(await sweeper().sweep()).toMatchObject({ ownerless: 0 });
      expect(await sweeper().sweep()).toMatchObject({ ownerless: 0 });
      return recorded;
    });
    const open = await db.transactions.run(actor, (tx) => records.open(tx, id));
    expect(await text(open.stream)).toBe(content);
  });

  it('is kept although the sweep stands still for days between asking and removing', async () => {
    const stored = await putLongAgo('a frozen sweep');
    const transactions = watched();
    transactions.afterAnswer = async () => {
      await put('a frozen sweep');
      db.clock.skipSeconds(3 * DAY_SECONDS);
    };
    try {
      expect(await sweeper(transactions).sweep()).toMatchObject({ ownerless: 0 });
      expect(await contentOf(stored)).toBe('a frozen sweep');
    } finally {
      db.clock.skipSeconds(-3 * DAY_SECONDS);
    }
  });

  it('always stands in the store once the upload has returned', async () => {
    const before = new Date(db.clock.realNow().getTime() - HOUR_MS);
    const stored = await Promise.all(Array.from({ length: 8 }, (_, at) => put(`raced ${at}`)));
    let removals = 0;
    for (let round = 0; round < 150; round += 1) {
      await Promise.all(stored.map(async (one, at) => {
        if (existsSync(pathOf(one))) age(pathOf(one), 25);
        const staged = await store.stage(Readable.from([`raced ${at}`]), { maxBytes: 100 });
        const sweeps = [0, 1].map(() => store.oldFiles.remove(one.storageKey, before));
        await staged.commit();
        removals += (await Promise.all(sweeps)).filter(Boolean).length;
      }));
      expect(await Promise.all(stored.map(contentOf))).toEqual(stored.map((_, at) => `raced ${at}`));
    }
    expect(removals).toBeGreaterThan(0);
    expect(readdirSync(join(folder, 'leaving'))).toEqual([]);
  });
});

describe('what a killed sweep has left', () => {
  it('is put back when a document names it, however old it is', async () => {
    const stored = await putLongAgo('with a document');
    await record(WUJIANG, stored);
    const taken = takenByKilledSweep(stored);
    expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 0, failed: 0 });
    expect(await contentOf(stored)).toBe('with a document');
    expect(existsSync(taken)).toBe(false);
  });

  it('is put back when it is young, and removed when it is not', async () => {
    const [young, old] = [await putLongAgo('young', 1), await putLongAgo('old')];
    const taken = [takenByKilledSweep(young), takenByKilledSweep(old)];
    expect(await sweeper().sweep()).toEqual({ abandoned: 0, ownerless: 1, failed: 0 });
    expect([existsSync(pathOf(young)), existsSync(pathOf(old))]).toEqual([true, false]);
    expect(taken.map((path) => existsSync(path))).toEqual([false, false]);
  });

  it('gives way to the same content that has come meanwhile', async () => {
    const stored = await putLongAgo('come again');
    const taken = takenByKilledSweep(stored);
    age(taken, 1);
    await put('come again');
    writeFileSync(taken, 'damaged');
    await sweeper().sweep();
    expect(await contentOf(stored)).toBe('come again');
    expect(existsSync(taken)).toBe(false);
  });
});
