import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

/** Length in bytes of every key in a keyring. */
export const KEY_BYTES = 32;
const HIGHEST_VERSION = 255;
const ENCRYPTION_KEYS = 'BANGFU_ENCRYPTION_KEYS';
const HMAC_KEY = 'BANGFU_HMAC_KEY';
const NO_SALT = Buffer.alloc(0);

/** The secrets as they are kept outside: in the environment or in the key file. */
export interface KeyMaterial {
  /** Encryption keys of 32 bytes by version, 1 to 255. Old versions stay, so that old data stays readable. */
  readonly encryptionKeys: ReadonlyMap<number, Buffer>;
  /** The version that new data is encrypted with. */
  readonly currentVersion: number;
  /** The key of 32 bytes behind indexes, digests and derived secrets. It never changes. */
  readonly hmacKey: Buffer;
}

/**
 * Holds the system's secrets and hands out one subkey per purpose (HKDF-SHA256), so that no key serves two ends.
 * The secrets sit in private fields: printing or serializing a keyring shows none of them.
 */
export class Keyring {
  readonly currentVersion: number;
  readonly #encryptionKeys = new Map<number, KeyObject>();
  readonly #hmacKey: KeyObject;
  readonly #subkeys = new Map<string, KeyObject>();

  /** @throws Error when a version is outside 1..255, a key is not 32 bytes, or the current version has no key. */
  constructor(material: KeyMaterial) {
    for (const [version, key] of material.encryptionKeys) {
      if (!Number.isInteger(version) || version < 1 || version > HIGHEST_VERSION) {
        throw new Error(`Encryption key version ${version} is not a whole number from 1 to ${HIGHEST_VERSION}`);
      }
      this.#encryptionKeys.set(version, secretKey(key, `Encryption key version ${version}`));
    }
    this.#hmacKey = secretKey(material.hmacKey, 'The HMAC key');
    this.currentVersion = material.currentVersion;
    this.encryptionKey(this.currentVersion, 'check');
  }

  /**
   * The encryption key of a version for one purpose.
   * @throws Error that names the version when the keyring does not hold it.
   */
  encryptionKey(version: number, purpose: string): KeyObject {
    const key = this.#encryptionKeys.get(version);
    if (!key) {
      throw new Error(`Encryption key version ${version} is missing; without it data sealed with it cannot be read`);
    }
    return this.#subkey(`encryption ${version} ${purpose}`, key, purpose);
  }

  /** The keyed-hash key for one purpose. It does not depend on the encryption keys' versions. */
  hmacKey(purpose: string): KeyObject {
    return this.#subkey(`hmac ${purpose}`, this.#hmacKey, purpose);
  }

  /** Derives 32 secret bytes for one purpose, the same ones at every call. */
  deriveSecret(purpose: string): Buffer {
    return derive(this.#hmacKey, `secret ${purpose}`);
  }

  #subkey(name: string, key: KeyObject, purpose: string): KeyObject {
    let subkey = this.#subkeys.get(name);
    if (!subkey) {
      subkey = createSecretKey(derive(key, `key ${purpose}`));
      this.#subkeys.set(name, subkey);
    }
    return subkey;
  }
}

function derive(key: KeyObject, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, NO_SALT, `bangfu ${purpose}`, KEY_BYTES));
}

function secretKey(key: Buffer, name: string): KeyObject {
  if (key.length !== KEY_BYTES) {
    throw new Error(`${name} has ${key.length} bytes instead of ${KEY_BYTES}`);
  }
  return createSecretKey(key);
}

/** Makes fresh secrets: one encryption key, version 1, and an HMAC key. */
export function generateKeyMaterial(): KeyMaterial {
  return { encryptionKeys: new Map([[1, randomBytes(KEY_BYTES)]]), currentVersion: 1, hmacKey: randomBytes(KEY_BYTES) };
}

/** Makes a keyring of fresh secrets that are kept nowhere, for tests and for data that need not last. */
export function generateKeyring(): Keyring {
  return new Keyring(generateKeyMaterial());
}

/** The two settings that hold the secrets. */
export interface KeyringText {
  /** `1:<base64>,2:<base64>`: every version that data may be sealed with; the highest one seals new data. */
  readonly encryptionKeys: string;
  /** Base64 of 32 bytes. */
  readonly hmacKey: string;
}

/**
 * Builds a keyring from the environment's two settings.
 * @throws Error that names the setting and the entry at fault and never repeats a key.
 */
export function parseKeyring(text: KeyringText): Keyring {
  const encryptionKeys = parseEncryptionKeys(text.encryptionKeys);
  const hmacKey = decodeKey(text.hmacKey.trim());
  if (!hmacKey) {
    throw new Error(`${HMAC_KEY} must be the base64 text of ${KEY_BYTES} bytes (make one: openssl rand -base64 32)`);
  }
  if ([...encryptionKeys.values()].some((key) => key.equals(hmacKey))) {
    throw new Error(`${HMAC_KEY} must differ from every key in ${ENCRYPTION_KEYS}`);
  }
  return new Keyring({ encryptionKeys, currentVersion: Math.max(...encryptionKeys.keys()), hmacKey });
}

function parseEncryptionKeys(text: string): Map<number, Buffer> {
  const keys = new Map<number, Buffer>();
  for (const [position, entry] of text.split(',').entries()) {
    const [, version, encoded] = /^([1-9]\d{0,2}):(.+)$/.exec(entry.trim()) ?? [];
    const key = encoded === undefined ? null : decodeKey(encoded.trim());
    if (!key || Number(version) > HIGHEST_VERSION) {
      throw new Error(
        `${ENCRYPTION_KEYS}: entry ${position + 1} must read <version 1 to ${HIGHEST_VERSION}>:<base64 of ${KEY_BYTES} bytes>, ` +
          'entries parted by commas (make a key: openssl rand -base64 32)',
      );
    }
    if (keys.has(Number(version))) {
      throw new Error(`${ENCRYPTION_KEYS}: version ${version} stands there twice`);
    }
    if ([...keys.values()].some((known) => known.equals(key))) {
      throw new Error(`${ENCRYPTION_KEYS}: version ${version} repeats the key of another version`);
    }
    keys.set(Number(version), key);
  }
  return keys;
}

/** Reads the base64 text of one key; null when it is anything but exactly that. */
export function decodeKey(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  // Node skips what is not base64, so only a text that comes back unchanged was one.
  return key.length === KEY_BYTES && key.toString('base64') === text ? key : null;
}
