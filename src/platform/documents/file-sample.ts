/** What of a file is kept in memory to recognize it by. Head and tail overlap in a small file. */
export interface FileSample {
  /** The first bytes, up to 4 KiB. */
  readonly head: Buffer;
  /** The last bytes, at least 192 KiB of a larger file. */
  readonly tail: Buffer;
  /** Bytes of the whole file. */
  readonly size: number;
}
