import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';

/** One regular file of the PostgreSQL package; `path` is relative to the `native` folder. */
export interface NativeFile {
  readonly path: string;
  readonly stats: Stats;
}

/** Every regular file below the folder, in a stable order. */
export function listFiles(folder: string): NativeFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => ({ path, stats: lstatSync(join(folder, path)) }))
    .filter((file) => file.stats.isFile());
}

/** A digest of the names and sizes: the same for a complete copy, different for a torn one or another version. */
export function fingerprint(files: readonly NativeFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.stats.size}\n`);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Makes the shared-library links that `pg-symlinks.json` lists and that are missing, which is so
 * when install scripts were not run or a copy dropped links.
 * @throws the system's error when the folder cannot be written
 */
export function makeLinks(nativeFolder: string): void {
  const list = join(nativeFolder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(nativeFolder, '..', target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}
