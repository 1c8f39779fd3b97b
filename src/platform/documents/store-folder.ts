import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const STORAGE_KEY = /^[0-9a-f]{64}$/;

/** Where things stand in a storage folder. */
export class StoreFolder {
  /** Files on their way in. */
  readonly incoming: string;
  /** Files that a sweep has taken out of their place and has not removed yet. */
  readonly leaving: string;

  constructor(readonly path: string) {
    this.incoming = join(path, 'incoming');
    this.leaving = join(path, 'leaving');
  }

  /** A stored file's path, `ab/cd/abcd…`. @throws Error when the key is none: a key is never a path. */
  pathOf(storageKey: string): string {
    if (!isStorageKey(storageKey)) throw new Error('A storage key is 64 hexadecimal digits');
    return join(this.path, storageKey.slice(0, 2), storageKey.slice(2, 4), storageKey);
  }
}

/** Whether a name is a storage key: 64 hexadecimal digits. */
export function isStorageKey(name: string): boolean {
  return STORAGE_KEY.test(name);
}

/** What stands in a folder, read a few entries at a time; nothing when the folder is absent. */
export async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const directory = await opendir(folder).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (directory) yield* directory;
}

/** Whether a file stands there and was last written, or refreshed, before an instant of the wall clock. */
export async function isOlder(path: string, before: Date): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return found !== null && found.mtime < before;
}

/** Whether the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
