import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import type { Keyring } from '../crypto/keyring.js';

/** Bytes of plaintext in every segment but the last. */
export const SEGMENT_BYTES = 64 * 1024;
/** Bytes that encryption adds to a segment. */
export const TAG_BYTES = 16;
/** Bytes before the first segment. */
export const HEADER_BYTES = 45;

const MAGIC = Buffer.from('BFDC');
const FORMAT = 1;
const SALT_AT = 6;
const PREFIX_AT = 38;
const ALGORITHM = 'aes-256-gcm';
const LAST = 1;
const MORE = 0;

/** A stored file that is not what was stored: changed, cut, reordered, or another file in its place. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/**
 * Encrypts one file in segments that cannot be changed, cut, dropped, repeated or reordered (the STREAM construction).
 *
 * Header: `BFDC`, format (1 byte), key version (1), salt (32), nonce prefix (7). The file's own key comes from the
 * versioned key and the salt. A segment's nonce is the prefix, its number (4 bytes) and whether it is the last (1).
 * The header is associated data of every segment; the last segment is bound to the content's name as well, so that
 * whoever has checked the last segment knows that this is the right file and where it ends.
 */
export class SegmentCipher {
  readonly #key: KeyObject;

  private constructor(readonly header: Buffer, keyring: Keyring) {
    const versioned = keyring.encryptionKey(header.readUInt8(5), 'stored file');
    const salt = header.subarray(SALT_AT, PREFIX_AT);
    this.#key = createSecretKey(Buffer.from(hkdfSync('sha256', versioned, salt, 'bangfu stored file', 32)));
  }

  /** Begins a new file with the current key. */
  static begin(keyring: Keyring): SegmentCipher {
    const start = Buffer.concat([MAGIC, Buffer.from([FORMAT, keyring.currentVersion])]);
    return new SegmentCipher(Buffer.concat([start, randomBytes(HEADER_BYTES - SALT_AT)]), keyring);
  }

  /**
   * Goes on with a stored file from its header.
   * @throws DamagedFile when it is no such header; Error naming the version when the keyring lacks the key.
   */
  static resume(keyring: Keyring, header: Buffer): SegmentCipher {
    if (header.length !== HEADER_BYTES || !header.subarray(0, 4).equals(MAGIC)) throw new DamagedFile('A stored file has no valid header');
    if (header.readUInt8(4) !== FORMAT) throw new DamagedFile(`A stored file has the unknown format ${header.readUInt8(4)}`);
    return new SegmentCipher(header, keyring);
  }

  /**
   * Encrypts one segment; the result is longer by `TAG_BYTES`.
   * @param index its number, from 0. @param name given for the last segment alone: the content's name.
   */
  seal(index: number, plaintext: Buffer, name: Buffer | null): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.#key, this.#nonce(index, name), { authTagLength: TAG_BYTES });
    cipher.setAAD(this.#associated(name));
    const ciphertext = cipher.update(plaintext);
    cipher.final();
    return Buffer.concat([ciphertext, cipher.getAuthTag()]);
  }

  /** Decrypts one segment; parameters as in `seal`. @throws DamagedFile when it is not that segment of that file. */
  open(index: number, sealed: Buffer, name: Buffer | null): Buffer {
    const decipher = createDecipheriv(ALGORITHM, this.#key, this.#nonce(index, name), { authTagLength: TAG_BYTES });
    decipher.setAAD(this.#associated(name));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plaintext = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw new DamagedFile(`Segment ${index} of a stored file is not what was stored`);
    }
    return plaintext;
  }

  #nonce(index: number, name: Buffer | null): Buffer {
    const nonce = Buffer.alloc(12);
    this.header.copy(nonce, 0, PREFIX_AT);
    nonce.writeUInt32BE(index, 7);
    nonce[11] = name ? LAST : MORE;
    return nonce;
  }

  #associated(name: Buffer | null): Buffer {
    return name ? Buffer.concat([this.header, name]) : this.header;
  }
}
