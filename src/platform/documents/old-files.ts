import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { entriesOf, isMissing, isOlder, isStorageKey, type StoreFolder } from './store-folder.js';

/** A stored file that was taken out of its place and neither removed nor put back yet. */
export interface TakenFile {
  readonly storageKey: string;
  /** Where it stands meanwhile; no other file ever gets this path. */
  readonly path: string;
}

/**
 * Finds stored files that nobody has brought for some time, and removes them unless somebody brings them again at that
 * very moment. A file is moved aside before its age is looked at for the last time: whoever refreshed it before the
 * move is seen then, and whoever comes after the move no longer finds it.
 */
export class OldFiles {
  constructor(private readonly folder: StoreFolder) {}

  /** Lists the storage keys of files older than an instant of the wall clock, one at a time, in no order. */
  async *keys(before: Date): AsyncGenerator<string> {
    for await (const first of foldersOf(this.folder.path)) {
      for await (const second of foldersOf(join(this.folder.path, first))) {
        for await (const { name } of entriesOf(join(this.folder.path, first, second))) {
          const inPlace = isStorageKey(name) && name.startsWith(first + second);
          if (inPlace && await isOlder(this.folder.pathOf(name), before)) yield name;
        }
      }
    }
  }

  /**
   * Marks a file as brought just now. Only a file that is found in its place afterwards has been kept.
   * @returns false when there is none, or when it cannot be marked.
   */
  async refresh(storageKey: string): Promise<boolean> {
    const now = new Date();
    return utimes(this.folder.pathOf(storageKey), now, now).then(
      () => true,
      () => false,
    );
  }

  /** Removes a file if it is older than an instant. @returns whether it did. */
  async remove(storageKey: string, before: Date): Promise<boolean> {
    const path = this.folder.pathOf(storageKey);
    if (!(await isOlder(path, before))) return false;
    const taken = await this.#take(storageKey, path);
    return taken !== null && this.settle(taken, before);
  }

  /** Lists what killed sweeps have left between taking and removing. */
  async *taken(): AsyncGenerator<TakenFile> {
    for await (const { name } of entriesOf(this.folder.leaving)) {
      const storageKey = name.split('.')[0] ?? '';
      if (isStorageKey(storageKey)) yield { storageKey, path: join(this.folder.leaving, name) };
    }
  }

  /** Removes a taken file if it is older than an instant, and puts it back if not. @returns whether it was removed. */
  async settle(taken: TakenFile, before: Date): Promise<boolean> {
    if (await isOlder(taken.path, before)) {
      await rm(taken.path, { force: true });
      return true;
    }
    await this.putBack(taken);
    return false;
  }

  /** Puts a taken file back into its place; where the same content has come meanwhile, that one stays. */
  async putBack(taken: TakenFile): Promise<void> {
    const place = this.folder.pathOf(taken.storageKey);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await link(taken.path, place).catch((error: NodeJS.ErrnoException) => {
      // Gone: another sweep has settled it.
      if (error.code !== 'EEXIST' && !isMissing(error)) throw error;
    });
    await rm(taken.path, { force: true });
  }

  async #take(storageKey: string, path: string): Promise<TakenFile | null> {
    const taken = { storageKey, path: join(this.folder.leaving, `${storageKey}.${randomBytes(8).toString('hex')}`) };
    await mkdir(this.folder.leaving, { recursive: true, mode: 0o700 });
    return rename(path, taken.path).then(
      () => taken,
      (error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      },
    );
  }
}

/** The names of a folder's folders of two hexadecimal digits. */
async function* foldersOf(folder: string): AsyncGenerator<string> {
  for await (const entry of entriesOf(folder)) {
    if (entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)) yield entry.name;
  }
}
