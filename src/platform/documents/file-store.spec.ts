import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyMaterial, generateKeyring, Keyring } from '../crypto/keyring.js';
import { FileStore, type StoredFile } from './file-store.js';
import { DamagedFile, HEADER_BYTES, SEGMENT_BYTES } from './segment-cipher.js';

const MEGABYTE = 1024 * 1024;
const SEALED = SEGMENT_BYTES + 16;
const limits = { maxBytes: 10 * MEGABYTE };
const keyring = generateKeyring();
let folder: string;
let store: FileStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-store-'));
  store = new FileStore(join(folder, 'files'), keyring);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('put and open', () => {
  it.each([1, 15, 4096, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES, 5 * SEGMENT_BYTES + 77])(
    'gives back %i bytes, whatever the chunks they came in',
    async (size) => {
      const content = randomBytes(size);
      const stored = await store.put(chunksOf(content, 7001), limits);
      expect(stored.size).toBe(size);
      expect(stored.head).toEqual(content.subarray(0, 4096));
      expect(stored.tail).toEqual(content.subarray(-stored.tail.length));
      expect(stored.tail.length).toBeGreaterThanOrEqual(Math.min(size, 3 * SEGMENT_BYTES));
      expect(await buffer(await store.open(stored.storageKey))).toEqual(content);
    },
  );

  it('names the file after its keyed hash and keeps it from other accounts', async () => {
    const stored = await store.put(Readable.from(['a let', 'ter']), limits);
    expect(stored.storageKey).toBe(stored.contentHash.toString('hex'));
    expect(filesIn(folder)).toEqual([relativePath(stored)]);
    expect(statSync(pathOf(stored)).mode & 0o777).toBe(0o600);
    expect(readFileSync(pathOf(stored)).includes('letter')).toBe(false);
    const elsewhere = await new FileStore(join(folder, 'other'), generateKeyring()).put(Readable.from(['a letter']), limits);
    expect(elsewhere.contentHash).not.toEqual(stored.contentHash);
  });

  it('stores one content once', async () => {
    const first = await store.put(Readable.from(['same']), limits);
    const bytes = readFileSync(pathOf(first));
    const [second, third] = await Promise.all([store.put(Readable.from(['sa', 'me']), limits), store.put(Readable.from(['same']), limits)]);
    expect(second.storageKey).toBe(first.storageKey);
    expect(third.contentHash).toEqual(first.contentHash);
    expect(filesIn(folder)).toEqual([relativePath(first)]);
    expect(readFileSync(pathOf(first))).toEqual(bytes);
  });

  it('stores one content once when many come at the same time', async () => {
    const content = randomBytes(200_000);
    const all = await Promise.all(Array.from({ length: 10 }, () => store.put(chunksOf(content, 50_000), limits)));
    expect(filesIn(folder)).toEqual([relativePath(all[0]!)]);
    expect(await buffer(await store.open(all[0]!.storageKey))).toEqual(content);
  });

  it('replaces a stored copy that has become unreadable', async () => {
    const stored = await store.put(Readable.from(['precious']), limits);
    writeFileSync(pathOf(stored), 'rubbish');
    await store.put(Readable.from(['precious']), limits);
    expect((await buffer(await store.open(stored.storageKey))).toString()).toBe('precious');
  });

  it('reads files of an old key version after a new one was added', async () => {
    const material = generateKeyMaterial();
    const old = await new FileStore(folder, new Keyring(material)).put(Readable.from(['old']), limits);
    const two = new Map([...material.encryptionKeys, [2, randomBytes(32)] as const]);
    const rotated = new FileStore(folder, new Keyring({ ...material, encryptionKeys: two, currentVersion: 2 }));
    expect((await buffer(await rotated.open(old.storageKey))).toString()).toBe('old');
    const fresh = await rotated.put(Readable.from(['new']), limits);
    await expect(new FileStore(folder, new Keyring(material)).open(fresh.storageKey)).rejects.toThrow('version 2 is missing');
  });
});

describe('refusals and failures leave nothing behind', () => {
  it.each([
    ['an empty source', () => Readable.from([]), 'document.empty'],
    ['an empty chunk', () => Readable.from([Buffer.alloc(0)]), 'document.empty'],
    ['one byte too many', () => chunksOf(randomBytes(100_001), 9000), 'document.too_large'],
    ['a source that fails', () => Readable.from(failing()), 'document.unreadable'],
    ['a source that was destroyed', () => new Readable({ read: () => undefined }).destroy(), 'document.unreadable'],
  ])('%s', async (_name, source, code) => {
    await expect(store.put(source(), { maxBytes: 100_000 })).rejects.toThrow(code);
    expect(filesIn(folder)).toEqual([]);
  });

  it('takes exactly the largest size and says how much that is', async () => {
    expect((await store.put(chunksOf(randomBytes(MEGABYTE), 9000), { maxBytes: MEGABYTE })).size).toBe(MEGABYTE);
    const refusal = store.put(chunksOf(randomBytes(MEGABYTE + 1), 9000), { maxBytes: MEGABYTE });
    await expect(refusal).rejects.toMatchObject({ code: 'document.too_large', details: { maxBytes: MEGABYTE, maxMegabytes: 1 } });
  });

  it('stops reading a source that is too large', async () => {
    const source = endless();
    await expect(store.put(source, { maxBytes: MEGABYTE })).rejects.toThrow('document.too_large');
    expect(source.destroyed).toBe(true);
  });

  it('destroys the source when the folder cannot be used', async () => {
    writeFileSync(join(folder, 'files'), 'a file where the folder should be');
    const source = endless();
    await expect(store.put(source, limits)).rejects.toThrow();
    expect(source.destroyed).toBe(true);
  });

  it('stores a staged file only when it is committed', async () => {
    const staged = await store.stage(Readable.from(['draft']), limits);
    expect(await store.exists(staged.file.storageKey)).toBe(false);
    await staged.discard();
    expect(filesIn(folder)).toEqual([]);
    await expect(store.open(staged.file.storageKey)).rejects.toThrow('document.not_found');
  });
});

describe('tampering', () => {
  const content = randomBytes(3 * SEGMENT_BYTES + 1000);
  let stored: StoredFile;
  beforeEach(async () => {
    stored = await store.put(chunksOf(content, 65_000), limits);
  });

  it.each([
    ['magic number', 0], ['format', 4], ['salt', 6], ['end of the salt', 37], ['nonce prefix', 38],
    ['last segment', HEADER_BYTES + 3 * SEALED], ['last tag', HEADER_BYTES + 3 * SEALED + 1000 + 15],
  ])('in the %s is seen before anything is given out', async (_name, at) => {
    damage(stored, (bytes) => flip(bytes, at));
    await expect(store.open(stored.storageKey)).rejects.toThrow(DamagedFile);
  });

  it('with the key version is seen before anything is given out', async () => {
    damage(stored, (bytes) => flip(bytes, 5));
    await expect(store.open(stored.storageKey)).rejects.toThrow('version 0 is missing');
  });

  it.each([
    ['first segment', HEADER_BYTES, 0],
    ['tag of the first segment', HEADER_BYTES + SEGMENT_BYTES, 0],
    ['second segment', HEADER_BYTES + SEALED + 5, 1],
    ['third segment', HEADER_BYTES + 2 * SEALED + 5, 2],
  ])('in the %s gives out the segments before it and no more', async (_name, at, whole) => {
    damage(stored, (bytes) => flip(bytes, at));
    const { given, error } = await readUntilError(await store.open(stored.storageKey));
    expect(error).toBeInstanceOf(DamagedFile);
    expect(given).toEqual(content.subarray(0, whole * SEGMENT_BYTES));
  });

  it.each([
    ['everything', 0], ['half the header', 20], ['all segments', HEADER_BYTES], ['all but one byte', HEADER_BYTES + 1],
    ['all but an empty segment', HEADER_BYTES + 16], ['all but the first segment', HEADER_BYTES + SEALED],
    ['the last segment', HEADER_BYTES + 3 * SEALED], ['a tag of the last segment', HEADER_BYTES + 3 * SEALED + 16],
    ['one byte', HEADER_BYTES + 3 * SEALED + 1015],
  ])('by cutting off %s is seen before anything is given out', async (_name, length) => {
    damage(stored, (bytes) => bytes.subarray(0, length));
    await expect(store.open(stored.storageKey)).rejects.toThrow(DamagedFile);
  });

  it('by adding a byte, or the last segment again, is seen before anything is given out', async () => {
    const last = readFileSync(pathOf(stored)).subarray(HEADER_BYTES + 3 * SEALED);
    damage(stored, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]));
    await expect(store.open(stored.storageKey)).rejects.toThrow(DamagedFile);
    damage(stored, (bytes) => Buffer.concat([bytes.subarray(0, -1), last]));
    await expect(store.open(stored.storageKey)).rejects.toThrow(DamagedFile);
  });

  it('by exchanging, dropping or repeating segments is seen', async () => {
    const original = readFileSync(pathOf(stored));
    const part = (index: number) => original.subarray(HEADER_BYTES + index * SEALED, HEADER_BYTES + (index + 1) * SEALED);
    const orders: [number[], number][] = [[[1, 0, 2, 3], 0], [[0, 2, 1, 3], 1], [[0, 0, 2, 3], 1]];
    for (const [order, whole] of orders) {
      damage(stored, () => Buffer.concat([original.subarray(0, HEADER_BYTES), ...order.map(part)]));
      const { given, error } = await readUntilError(await store.open(stored.storageKey));
      expect(error).toBeInstanceOf(DamagedFile);
      expect(given.length).toBe(whole * SEGMENT_BYTES);
    }
    damage(stored, () => Buffer.concat([original.subarray(0, HEADER_BYTES), part(0), part(2), part(3)]));
    await expect(store.open(stored.storageKey)).rejects.toThrow(DamagedFile);
  });

  it('by putting another stored file in its place is seen before anything is given out', async () => {
    const other = await store.put(chunksOf(randomBytes(content.length), 65_000), limits);
    damage(stored, () => readFileSync(pathOf(other)));
    await expect(store.open(stored.storageKey)).rejects.toThrow(DamagedFile);
    expect((await buffer(await store.open(other.storageKey))).length).toBe(content.length);
  });
});

describe('remove, exists, removeAbandoned', () => {
  it('removes a file, and again without complaint, while a reader may finish', async () => {
    const content = randomBytes(5 * SEGMENT_BYTES);
    const stored = await store.put(chunksOf(content, 60_000), limits);
    expect(await store.exists(stored.storageKey)).toBe(true);
    const reading = await store.open(stored.storageKey);
    await store.remove(stored.storageKey);
    await store.remove(stored.storageKey);
    expect(await store.exists(stored.storageKey)).toBe(false);
    expect(await buffer(reading)).toEqual(content);
    await expect(store.open(stored.storageKey)).rejects.toMatchObject({ code: 'document.not_found' });
  });

  it.each(['', 'ab', '../../etc/passwd', `${'a'.repeat(63)}G`, 'A'.repeat(64), `${'a'.repeat(64)}\n`])('takes no path for a key: "%s"', async (key) => {
    await expect(store.open(key)).rejects.toThrow('64 hexadecimal digits');
    await expect(store.remove(key)).rejects.toThrow('64 hexadecimal digits');
    await expect(store.exists(key)).rejects.toThrow('64 hexadecimal digits');
  });

  it('removes what a killed process left, and nothing younger', async () => {
    expect(await store.removeAbandoned(new Date())).toBe(0);
    const [old, young] = [await store.stage(Readable.from(['old']), limits), await store.stage(Readable.from(['young']), limits)];
    const [oldPath, youngPath] = [await pathLeftBy(old), await pathLeftBy(young)];
    expect(oldPath).not.toBe(youngPath);
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(oldPath, hourAgo, hourAgo);
    expect(await store.removeAbandoned(new Date(Date.now() - 1_800_000))).toBe(1);
    expect(existsSync(oldPath)).toBe(false);
    expect(existsSync(youngPath)).toBe(true);
  });

  async function pathLeftBy(staged: { file: StoredFile }): Promise<string> {
    const incoming = join(folder, 'files', 'incoming');
    const paths = readdirSync(incoming).map((name) => join(incoming, name));
    const found = paths.find((path) => statSync(path).size === HEADER_BYTES + staged.file.size + 16);
    return found!;
  }
});

it('keeps memory level while 200 MB pass in and out', async () => {
  const size = 200 * MEGABYTE;
  const before = process.memoryUsage().rss;
  let highest = before;
  const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 5);
  try {
    const stored = await store.put(endless(size), { maxBytes: size });
    expect(stored.size).toBe(size);
    let read = 0;
    for await (const chunk of await store.open(stored.storageKey)) read += (chunk as Buffer).length;
    expect(read).toBe(size);
  } finally {
    clearInterval(watch);
  }
  expect(highest - before).toBeLessThan(100 * MEGABYTE);
});

function chunksOf(content: Buffer, length: number): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; at += length) chunks.push(content.subarray(at, at + length));
  return Readable.from(chunks);
}

function endless(size = Infinity): Readable {
  const block = randomBytes(64 * 1024);
  let given = 0;
  return new Readable({
    read() {
      const chunk = Buffer.from(block.subarray(0, Math.min(block.length, size - given)));
      given += chunk.length;
      this.push(chunk.length > 0 ? chunk : null);
    },
  });
}

async function* failing(): AsyncGenerator<Buffer> {
  yield randomBytes(90_000);
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('the line is dead');
}

async function readUntilError(stream: Readable): Promise<{ given: Buffer; error: unknown }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return { given: Buffer.concat(chunks), error: null };
  } catch (error) {
    return { given: Buffer.concat(chunks), error };
  }
}

function relativePath({ storageKey }: StoredFile): string {
  return join('files', storageKey.slice(0, 2), storageKey.slice(2, 4), storageKey);
}

function pathOf(stored: StoredFile): string {
  return join(folder, relativePath(stored));
}

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(root, name)).isFile()).sort();
}

function damage(stored: StoredFile, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(pathOf(stored), change(readFileSync(pathOf(stored))));
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
}
