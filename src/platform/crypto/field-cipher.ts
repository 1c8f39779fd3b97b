import { createCipheriv, createDecipheriv, createHmac, randomFillSync, type KeyObject } from 'node:crypto';
import type { Keyring } from './keyring.js';

/** Where a sealed value lives. The value opens nowhere else. */
export interface FieldPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

const ALGORITHM = 'aes-256-gcm';
const VERSION_BYTES = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = VERSION_BYTES + IV_BYTES + TAG_BYTES;
const TAG_LENGTH = { authTagLength: TAG_BYTES };
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Encrypts single values for the database and makes the keyed hashes beside them. Everything is synchronous and the
 * keys are prepared once, because an import seals hundreds of thousands of values.
 *
 * A sealed value is: key version (1 byte), random iv (12), tag (16), ciphertext; AES-256-GCM with table, row id and
 * column as associated data.
 */
export class FieldCipher {
  readonly #keyring: Keyring;
  readonly #fieldKeys = new Map<number, KeyObject>();
  readonly #indexKey: KeyObject;
  readonly #digestKey: KeyObject;
  readonly #randomness = Buffer.alloc(IV_BYTES * 512);
  #randomnessUsed = this.#randomness.length;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
    this.#indexKey = keyring.hmacKey('blind index');
    this.#digestKey = keyring.hmacKey('digest');
  }

  /**
   * Encrypts a text for one place with the current key.
   * @throws Error when the text holds half of a surrogate pair: it would not come back as it was.
   */
  seal(place: FieldPlace, plaintext: string): Buffer {
    if (LONE_SURROGATE.test(plaintext)) throw new Error(`A text for ${nameOf(place)} holds half of a surrogate pair`);
    const version = this.#keyring.currentVersion;
    const iv = this.#nextIv();
    const cipher = createCipheriv(ALGORITHM, this.#fieldKey(version), iv, TAG_LENGTH);
    cipher.setAAD(lengthPrefixed([place.table, place.rowId, place.column]));
    const ciphertext = cipher.update(plaintext, 'utf8');
    cipher.final();
    const sealed = Buffer.allocUnsafe(HEADER_BYTES + ciphertext.length);
    sealed[0] = version;
    iv.copy(sealed, VERSION_BYTES);
    cipher.getAuthTag().copy(sealed, VERSION_BYTES + IV_BYTES);
    ciphertext.copy(sealed, HEADER_BYTES);
    return sealed;
  }

  /**
   * Decrypts a value read from its place.
   * @throws Error when its key version is not in the keyring, or when it was changed or comes from another place.
   */
  open(place: FieldPlace, sealed: Buffer): string {
    const version = sealed[0];
    if (version === undefined || sealed.length < HEADER_BYTES) throw new Error(`A sealed value of ${nameOf(place)} is cut short`);
    const iv = sealed.subarray(VERSION_BYTES, VERSION_BYTES + IV_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#fieldKey(version), iv, TAG_LENGTH);
    decipher.setAuthTag(sealed.subarray(VERSION_BYTES + IV_BYTES, HEADER_BYTES));
    decipher.setAAD(lengthPrefixed([place.table, place.rowId, place.column]));
    const plaintext = decipher.update(sealed.subarray(HEADER_BYTES));
    try {
      decipher.final();
    } catch {
      throw new Error(`A sealed value of ${nameOf(place)} was changed, moved, or sealed with another key`);
    }
    return plaintext.toString('utf8');
  }

  /**
   * The 32 bytes by which a sealed value is found again (HMAC-SHA256).
   * @param field the kind of value; equal values of different fields have different indexes.
   * @param normalized the value in its one agreed spelling.
   */
  blindIndex(field: string, normalized: string): Buffer {
    return createHmac('sha256', this.#indexKey).update(lengthPrefixed([field])).update(normalized, 'utf8').digest();
  }

  /** A keyed digest of 32 bytes over a list of parts; `('a', 'bc')` and `('ab', 'c')` differ. */
  digest(purpose: string, ...parts: readonly (string | Buffer)[]): Buffer {
    const hmac = createHmac('sha256', this.#digestKey).update(lengthPrefixed([purpose]));
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      hmac.update(lengthOf(bytes.length)).update(bytes);
    }
    return hmac.digest();
  }

  /** A secret text (base64url of 32 bytes) for one purpose, the same at every start. */
  deriveSecret(purpose: string): string {
    return this.#keyring.deriveSecret(purpose).toString('base64url');
  }

  #fieldKey(version: number): KeyObject {
    let key = this.#fieldKeys.get(version);
    if (!key) {
      key = this.#keyring.encryptionKey(version, 'field');
      this.#fieldKeys.set(version, key);
    }
    return key;
  }

  /** Cuts ivs from a block of randomness: asking the system for each costs more than the encryption. */
  #nextIv(): Buffer {
    if (this.#randomnessUsed === this.#randomness.length) {
      randomFillSync(this.#randomness);
      this.#randomnessUsed = 0;
    }
    return this.#randomness.subarray(this.#randomnessUsed, (this.#randomnessUsed += IV_BYTES));
  }
}

/** Each text as four bytes of length and its UTF-8 bytes, so that no two lists read the same. */
function lengthPrefixed(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let position = 0;
  texts.forEach((text, at) => {
    position = bytes.writeUInt32BE(lengths[at] ?? 0, position);
    position += bytes.write(text, position);
  });
  return bytes;
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

function nameOf(place: FieldPlace): string {
  return `${place.table}.${place.column}`;
}
