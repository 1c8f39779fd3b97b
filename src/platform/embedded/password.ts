import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './problem.js';

/** The superuser's password kept in the data folder (`postgres.password`, mode 600); null when there is none. */
export function keptPassword(dataFolder: string): string | null {
  const path = join(dataFolder, 'postgres.password');
  try {
    const value = readFileSync(path, 'utf8').trim();
    chmodSync(path, 0o600);
    return value === '' ? null : value;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** A random password of letters, digits, `-` and `_`. */
export function makePassword(): string {
  return randomBytes(24).toString('base64url');
}

/** Keeps the password in the data folder. */
export function keepPassword(dataFolder: string, password: string): void {
  writeDurably(join(dataFolder, 'postgres.password'), `${password}\n`);
}

/** Writes beside and renames, so that a crash leaves the old file or the new one, never half of it. */
function writeDurably(path: string, text: string): void {
  const descriptor = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${path}.new`, path);
}
