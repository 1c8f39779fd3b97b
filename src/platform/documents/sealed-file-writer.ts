import { createHmac, type Hmac } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { Refused } from '../../kernel/refusals.js';
import type { Keyring } from '../crypto/keyring.js';
import { tooLarge } from './documents.refusals.js';
import type { FileSample } from './file-sample.js';
import { SEGMENT_BYTES, SegmentCipher } from './segment-cipher.js';

const HEAD_BYTES = 4096;
const TAIL_SEGMENTS = 4;

/** What is known of a file once all of it has been written. */
export interface WrittenFile extends FileSample {
  /** HMAC-SHA256 of the content, 32 bytes: equal contents have equal hashes, and nobody without the key can tell which. */
  readonly contentHash: Buffer;
}

/** Writes one encrypted file while its content arrives, a segment of 64 KiB at a time. */
export class SealedFileWriter {
  readonly #cipher: SegmentCipher;
  readonly #hash: Hmac;
  #segment = Buffer.allocUnsafe(SEGMENT_BYTES);
  #filled = 0;
  #index = 0;
  #size = 0;
  #head: Buffer | null = null;
  #recent: Buffer[] = [];

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    keyring: Keyring,
    private readonly maxBytes: number,
  ) {
    this.#cipher = SegmentCipher.begin(keyring);
    this.#hash = createHmac('sha256', keyring.hmacKey('stored file content'));
  }

  /** Creates the file, which must not exist, readable to its owner alone. */
  static async create(path: string, keyring: Keyring, maxBytes: number): Promise<SealedFileWriter> {
    const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    const writer = new SealedFileWriter(path, handle, keyring, maxBytes);
    try {
      await handle.appendFile(writer.#cipher.header);
      return writer;
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  }

  /** Adds content. @throws Refused `document.too_large` */
  async add(content: Buffer): Promise<void> {
    this.#size += content.length;
    if (this.#size > this.maxBytes) throw tooLarge(this.maxBytes);
    this.#hash.update(content);
    for (let at = 0; at < content.length; ) {
      // A full segment waits until more arrives, because only then it is known not to be the last.
      if (this.#filled === SEGMENT_BYTES) await this.#flush(null);
      const copied = content.copy(this.#segment, this.#filled, at);
      this.#filled += copied;
      at += copied;
    }
  }

  /** Writes the last segment and makes the file durable. @throws Refused `document.empty` */
  async finish(): Promise<WrittenFile> {
    if (this.#size === 0) throw new Refused('document.empty');
    const contentHash = this.#hash.digest();
    await this.#flush(contentHash);
    await this.handle.sync();
    await this.handle.close();
    return { contentHash, size: this.#size, head: this.#head ?? Buffer.alloc(0), tail: Buffer.concat(this.#recent) };
  }

  /** Removes what was written. */
  async abandon(): Promise<void> {
    try {
      await this.handle.close();
    } finally {
      await rm(this.path, { force: true });
    }
  }

  async #flush(name: Buffer | null): Promise<void> {
    const plaintext = this.#segment.subarray(0, this.#filled);
    this.#head ??= Buffer.from(plaintext.subarray(0, HEAD_BYTES));
    this.#recent = [...this.#recent, plaintext].slice(-TAIL_SEGMENTS);
    await this.handle.appendFile(this.#cipher.seal(this.#index, plaintext, name));
    this.#index += 1;
    this.#segment = Buffer.allocUnsafe(SEGMENT_BYTES);
    this.#filled = 0;
  }
}
