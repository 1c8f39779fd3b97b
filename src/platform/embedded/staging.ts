import { chmodSync, closeSync, copyFileSync, existsSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fingerprint, listFiles, makeLinks, type NativeFile } from './native-files.js';

/**
 * Copies the PostgreSQL package into `<place>/postgres-binaries`, once per version. A copy that is not complete
 * (names and sizes are compared at every start) is made anew; copies of other versions are removed.
 * @returns the `native` folder of the copy
 */
export function stageBinaries(installed: string, place: string, log: (line: string) => void): string {
  const files = listFiles(installed);
  const wanted = fingerprint(files);
  const shelf = join(place, 'postgres-binaries');
  const staged = join(shelf, `${versionOf(installed)}-${wanted}`);
  const native = join(staged, 'native');
  if (existsSync(native) && fingerprint(listFiles(native)) === wanted) {
    makeLinks(native);
    return native;
  }
  log(`Copying the PostgreSQL programs to ${staged} / 正在把 PostgreSQL 程序复制到 ${staged}`);
  mkdirSync(shelf, { recursive: true });
  chmodSync(shelf, 0o755);
  const fresh = mkdtempSync(join(shelf, 'new-'));
  copy(installed, join(fresh, 'native'), files);
  chmodSync(fresh, 0o755);
  removeOthers(shelf, fresh);
  renameSync(fresh, staged);
  return native;
}

function copy(from: string, to: string, files: readonly NativeFile[]): void {
  openFolder(to, to);
  for (const file of files) {
    const target = join(to, file.path);
    openFolder(dirname(target), to);
    copyFileSync(join(from, file.path), target);
    chmodSync(target, file.path.startsWith('bin/') || /\.(so|dylib)/.test(file.path) ? 0o755 : 0o644);
    sync(target);
  }
  makeLinks(to);
}

/** Makes a folder that everybody may enter, whatever the umask, and its parents up to `top`. */
function openFolder(folder: string, top: string): void {
  if (existsSync(folder)) return;
  if (folder !== top) openFolder(dirname(folder), top);
  mkdirSync(folder);
  chmodSync(folder, 0o755);
}

/** Writes the file through to the disk: after a power cut the size alone would not show a torn file. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeOthers(shelf: string, kept: string): void {
  for (const name of readdirSync(shelf)) {
    if (name !== basename(kept)) rmSync(join(shelf, name), { recursive: true, force: true });
  }
}

function versionOf(installed: string): string {
  const description = JSON.parse(readFileSync(join(installed, '..', 'package.json'), 'utf8')) as { version: string };
  return description.version;
}
