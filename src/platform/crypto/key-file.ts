import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { decodeKey, generateKeyMaterial, Keyring, type KeyMaterial } from './keyring.js';

const FILE_NAME = 'keys.json';
const FORMAT = 1;
const OTHERS = 0o077;

/**
 * Reads the keyring of a data folder, or creates it on the first start. An existing file is never overwritten, and
 * of two processes that start at once both use the keys of the one whose file came first.
 * @param folder the data folder; it is created when absent.
 * @param options `mayCreate: false` where encrypted data already exists: fresh keys would leave it unreadable.
 * @throws Error with a sentence that says what to do: file readable by other accounts, damaged, unreadable or lost.
 */
export function loadOrCreateKeyFile(folder: string, options: { mayCreate: boolean } = { mayCreate: true }): Keyring {
  const path = join(folder, FILE_NAME);
  const existing = readKeyFile(path);
  if (existing) return existing;
  if (!options.mayCreate) {
    throw new Error(`The key file ${path} is missing. Put it back from your backup: the data here was encrypted with it.`);
  }
  mkdirSync(folder, { recursive: true });
  createKeyFile(folder, path, generateKeyMaterial());
  const created = readKeyFile(path);
  if (!created) throw new Error(`The key file ${path} was removed while it was being created. Start again.`);
  return created;
}

/** Reads through one descriptor, so that the file checked is the file read; null when there is none. */
function readKeyFile(path: string): Keyring | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    throw new Error(`The key file ${path} cannot be opened (${code}). It must belong to the account that runs the server.`);
  }
  try {
    const { mode } = fstatSync(descriptor);
    if (mode & OTHERS) {
      const shown = (mode & 0o777).toString(8);
      throw new Error(`The key file ${path} is open to other accounts (mode ${shown}). Close it: chmod 600 ${path}`);
    }
    return new Keyring(parseKeyFile(readFileSync(descriptor, 'utf8')));
  } catch (error) {
    if (error instanceof DamagedKeyFile) {
      throw new Error(
        `The key file ${path} is damaged: ${error.message}. Put it back from your backup; it is not replaced, ` +
          'because without the old keys the encrypted data cannot be read.',
      );
    }
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

class DamagedKeyFile extends Error {}

function parseKeyFile(text: string): KeyMaterial {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new DamagedKeyFile('it is not JSON');
  }
  if (!isRecord(content) || content.format !== FORMAT) throw new DamagedKeyFile(`its format is not ${FORMAT}`);
  const { currentVersion, hmacKey } = content;
  const encryptionKeys = new Map<number, Buffer>();
  for (const [version, encoded] of Object.entries(isRecord(content.encryptionKeys) ? content.encryptionKeys : {})) {
    if (!/^[1-9]\d{0,2}$/.test(version) || Number(version) > 255) throw new DamagedKeyFile('a key version is not 1 to 255');
    encryptionKeys.set(Number(version), keyOrThrow(encoded, `encryption key ${version}`));
  }
  if (typeof currentVersion !== 'number' || !encryptionKeys.has(currentVersion)) {
    throw new DamagedKeyFile('the current encryption key is not in it');
  }
  return { encryptionKeys, currentVersion, hmacKey: keyOrThrow(hmacKey, 'the HMAC key') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOrThrow(encoded: unknown, name: string): Buffer {
  const key = typeof encoded === 'string' ? decodeKey(encoded) : null;
  if (!key) throw new DamagedKeyFile(`${name} is not the base64 text of 32 bytes`);
  return key;
}

/** Writes the whole file aside and then links it in place: unlike a rename, a link fails where a file already stands. */
function createKeyFile(folder: string, path: string, material: KeyMaterial): void {
  const aside = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.new`;
  const content = {
    format: FORMAT,
    currentVersion: material.currentVersion,
    encryptionKeys: Object.fromEntries([...material.encryptionKeys].map(([version, key]) => [version, key.toString('base64')])),
    hmacKey: material.hmacKey.toString('base64'),
  };
  try {
    const descriptor = openSync(aside, 'wx', 0o600);
    try {
      fchmodSync(descriptor, 0o600);
      writeFileSync(descriptor, `${JSON.stringify(content, null, 2)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    removeIfThere(aside);
  }
  syncFolder(folder);
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
