import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Refused } from '../../kernel/refusals.js';
import type { Keyring } from '../crypto/keyring.js';
import { OldFiles } from './old-files.js';
import { SealedFileReader } from './sealed-file-reader.js';
import { SealedFileWriter, type WrittenFile } from './sealed-file-writer.js';
import { entriesOf, isMissing, isOlder, StoreFolder } from './store-folder.js';

/** Limits of one file. */
export interface FileLimits {
  readonly maxBytes: number;
}

/** A file that stands in the store. */
export interface StoredFile extends WrittenFile {
  /** The name to open it by: the content hash as 64 hexadecimal digits. */
  readonly storageKey: string;
}

/** A file that has arrived whole but does not stand in the store yet: commit it or discard it, once. */
export interface StagedFile {
  readonly file: StoredFile;
  /** Puts it in place, durably; where the same content stands already, that one stays, as new, and this one goes. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Keeps encrypted files in a folder, each content once, named after its keyed hash: `ab/cd/abcd…`.
 * Files on their way in stand in `incoming/`. Contents never pass through memory as a whole.
 */
export class FileStore {
  /** The files that have not been brought for some time. */
  readonly oldFiles: OldFiles;
  readonly #folder: StoreFolder;

  /** @param folder the storage folder; it is created when the first file comes. */
  constructor(
    folder: string,
    private readonly keyring: Keyring,
  ) {
    this.#folder = new StoreFolder(folder);
    this.oldFiles = new OldFiles(this.#folder);
  }

  /** Stores a stream's content. Refusals as in `stage`. */
  async put(source: Readable, limits: FileLimits): Promise<StoredFile> {
    const staged = await this.stage(source, limits);
    await staged.commit();
    return staged.file;
  }

  /**
   * Takes in a stream's content without storing it yet, so that it can be judged first.
   * A failure of any kind leaves no file behind and destroys the source.
   * @throws Refused `document.too_large`, `document.empty`, or `document.unreadable` when the source breaks off.
   */
  async stage(source: Readable, limits: FileLimits): Promise<StagedFile> {
    const path = join(this.#folder.incoming, `${randomBytes(16).toString('hex')}.part`);
    const written = await this.#write(source, path, limits);
    const storageKey = written.contentHash.toString('hex');
    return {
      file: { ...written, storageKey },
      commit: () => this.#commit(path, storageKey),
      discard: () => rm(path, { force: true }),
    };
  }

  /**
   * Opens a stored file for reading. That it is the right file and whole is verified before this resolves, each
   * segment before it leaves the stream. The caller must read the stream or destroy it.
   * @throws Refused `document.not_found`; DamagedFile when the stored file is not what was stored.
   */
  async open(storageKey: string): Promise<Readable> {
    try {
      return await SealedFileReader.open(this.#folder.pathOf(storageKey), this.keyring, Buffer.from(storageKey, 'hex'));
    } catch (error) {
      throw isMissing(error) ? new Refused('document.not_found') : error;
    }
  }

  /** Removes a stored file; nothing happens when there is none. Whoever is reading it may finish. */
  async remove(storageKey: string): Promise<void> {
    const path = this.#folder.pathOf(storageKey);
    await rm(path, { force: true });
  }

  /** Whether a file of that name stands in the store. Its content is not checked. */
  async exists(storageKey: string): Promise<boolean> {
    return access(this.#folder.pathOf(storageKey)).then(
      () => true,
      () => false,
    );
  }

  /**
   * Removes what killed processes left in `incoming/`.
   * @param before files last written before this instant (wall clock) are taken for abandoned.
   * @returns how many were removed.
   */
  async removeAbandoned(before: Date): Promise<number> {
    let removed = 0;
    for await (const { name } of entriesOf(this.#folder.incoming)) {
      const path = join(this.#folder.incoming, name);
      if (!(await isOlder(path, before))) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async #write(source: Readable, path: string, limits: FileLimits): Promise<WrittenFile> {
    let writer: SealedFileWriter | null = null;
    try {
      await mkdir(this.#folder.incoming, { recursive: true, mode: 0o700 });
      writer = await SealedFileWriter.create(path, this.keyring, limits.maxBytes);
      for await (const chunk of unbroken(source)) await writer.add(chunk);
      return await writer.finish();
    } catch (error) {
      source.destroy();
      await writer?.abandon();
      throw error;
    }
  }

  async #commit(path: string, storageKey: string): Promise<void> {
    const target = this.#folder.pathOf(storageKey);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // In this order: a sweep that takes the refreshed file puts it back, and one that came first is seen by reading.
    // A stored copy that has become unreadable is replaced by the good one that has just arrived.
    if ((await this.oldFiles.refresh(storageKey)) && (await this.#isReadable(storageKey))) await rm(path, { force: true });
    else await rename(path, target);
    for (const folder of [dirname(target), dirname(dirname(target)), this.#folder.path]) await syncFolder(folder);
  }

  async #isReadable(storageKey: string): Promise<boolean> {
    try {
      (await this.open(storageKey)).destroy();
      return true;
    } catch {
      return false;
    }
  }
}

/** Passes a source's chunks on and turns its breaking off, however that shows, into the refusal. */
async function* unbroken(source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } catch {
    throw new Refused('document.unreadable');
  }
}

/** Makes a name in a folder as durable as the file behind it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
