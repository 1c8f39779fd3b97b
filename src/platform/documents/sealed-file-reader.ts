import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Keyring } from '../crypto/keyring.js';
import { DamagedFile, HEADER_BYTES, SEGMENT_BYTES, SegmentCipher, TAG_BYTES } from './segment-cipher.js';

const SEALED_BYTES = SEGMENT_BYTES + TAG_BYTES;

/** Streams the content of one stored file. A segment leaves only after it has been verified. */
export class SealedFileReader extends Readable {
  #index = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly cipher: SegmentCipher,
    private readonly contentHash: Buffer,
    private readonly sealedSize: number,
  ) {
    super({ highWaterMark: SEGMENT_BYTES });
  }

  /**
   * Opens a stored file and verifies its last segment, which proves that it is the right file and has its whole length.
   * @throws DamagedFile when it is not; the file system's error when it cannot be read.
   */
  static async open(path: string, keyring: Keyring, contentHash: Buffer): Promise<SealedFileReader> {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const cipher = SegmentCipher.resume(keyring, await readExactly(handle, 0, HEADER_BYTES));
      const reader = new SealedFileReader(handle, cipher, contentHash, size - HEADER_BYTES);
      await reader.#segment(reader.#lastIndex);
      return reader;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  override _read(): void {
    const index = this.#index;
    if (index > this.#lastIndex) {
      this.push(null);
      return;
    }
    this.#index += 1;
    this.#segment(index).then(
      (plaintext) => {
        if (!this.destroyed) this.push(plaintext);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.handle.close().then(
      () => done(error),
      (failure: Error) => done(error ?? failure),
    );
  }

  get #lastIndex(): number {
    return Math.ceil(this.sealedSize / SEALED_BYTES) - 1;
  }

  async #segment(index: number): Promise<Buffer> {
    const length = Math.min(SEALED_BYTES, this.sealedSize - index * SEALED_BYTES);
    if (length <= TAG_BYTES) throw new DamagedFile('A stored file is cut short');
    const sealed = await readExactly(this.handle, HEADER_BYTES + index * SEALED_BYTES, length);
    return this.cipher.open(index, sealed, index === this.#lastIndex ? this.contentHash : null);
  }
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new DamagedFile('A stored file is cut short');
    filled += bytesRead;
  }
  return bytes;
}
