import { crc32, createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { Refused } from '../../../kernel/refusals.js';

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const DIRECTORY_END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const IN_64 = 0xffffffff;
const MOST_ENTRIES = 10_000;
/** What real sheets reach is about 20; a bomb is at 1,000. */
const MOST_EXPANSION = 100;
const ALWAYS_ALLOWED_BYTES = 8 * 1024 * 1024;
const SLICE_BYTES = 64 * 1024;

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly compressedBytes: number;
  readonly expandedBytes: number;
  readonly offset: number;
}

/** The parts of a zip, expanded only while they are read and never beyond a limit, whatever the zip declares. */
export class ZipArchive {
  private constructor(
    private readonly content: Buffer,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws Refused `import.not_a_workbook` when this is no zip, `import.workbook_broken` when its directory is damaged */
  static open(content: Buffer): ZipArchive {
    if (content.length < 22 || content.readUInt32LE(0) !== LOCAL_HEADER) throw new Refused('import.not_a_workbook');
    try {
      return new ZipArchive(content, readDirectory(content));
    } catch (error) {
      throw error instanceof Refused ? error : new Refused('import.workbook_broken');
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The bytes that a part declares to have once expanded; only for showing progress. */
  declaredBytes(name: string): number {
    return this.entries.get(name)?.expandedBytes ?? 0;
  }

  /**
   * Expands a part piece by piece.
   * @param maximumBytes how much it may expand to
   * @throws Refused `import.workbook_too_large`; `import.workbook_broken` when it is absent, cut short or changed
   */
  async *read(name: string, maximumBytes: number): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw new Refused('import.workbook_broken');
    const most = Math.min(maximumBytes, Math.max(ALWAYS_ALLOWED_BYTES, entry.compressedBytes * MOST_EXPANSION));
    let bytes = 0;
    let checksum = 0;
    for await (const piece of this.expanded(entry)) {
      bytes += piece.length;
      if (bytes > most) throw new Refused('import.workbook_too_large');
      checksum = crc32(piece, checksum);
      yield piece;
    }
    if (checksum !== entry.checksum) throw new Refused('import.workbook_broken');
  }

  /** A small part as text. */
  async text(name: string, maximumBytes: number): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of this.read(name, maximumBytes)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }

  private async *expanded(entry: Entry): AsyncGenerator<Buffer> {
    const packed = this.packed(entry);
    if (entry.method === 0) return yield* slices(packed);
    if (entry.method !== 8) throw new Refused('import.workbook_broken');
    const inflate = createInflateRaw({ chunkSize: SLICE_BYTES });
    const source = Readable.from(slices(packed));
    source.on('error', (error) => inflate.destroy(error));
    try {
      for await (const piece of source.pipe(inflate)) yield piece as Buffer;
    } catch {
      throw new Refused('import.workbook_broken');
    } finally {
      source.destroy();
      inflate.destroy();
    }
  }

  private packed(entry: Entry): Buffer {
    const { content } = this;
    if (entry.offset + 30 > content.length || content.readUInt32LE(entry.offset) !== LOCAL_HEADER) throw new Refused('import.workbook_broken');
    const begin = entry.offset + 30 + content.readUInt16LE(entry.offset + 26) + content.readUInt16LE(entry.offset + 28);
    if (begin + entry.compressedBytes > content.length) throw new Refused('import.workbook_broken');
    return content.subarray(begin, begin + entry.compressedBytes);
  }
}

function* slices(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += SLICE_BYTES) yield buffer.subarray(at, at + SLICE_BYTES);
}

function readDirectory(content: Buffer): Map<string, Entry> {
  const { at: begin, count } = findDirectory(content);
  if (count > MOST_ENTRIES) throw new Refused('import.workbook_too_large');
  const entries = new Map<string, Entry>();
  let at = begin;
  for (let index = 0; index < count; index += 1) {
    if (content.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Refused('import.workbook_broken');
    if (content.readUInt16LE(at + 8) & 1) throw new Refused('import.old_or_protected_workbook');
    const nameEnd = at + 46 + content.readUInt16LE(at + 28);
    const extraEnd = nameEnd + content.readUInt16LE(at + 30);
    entries.set(content.toString('utf8', at + 46, nameEnd), {
      method: content.readUInt16LE(at + 10), checksum: content.readUInt32LE(at + 16),
      ...sizesOf(content, at, content.subarray(nameEnd, extraEnd)),
    });
    at = extraEnd + content.readUInt16LE(at + 32);
  }
  return entries;
}

/** Sizes and place of an entry; in a zip64 those that do not fit stand in the extra field, in this order. */
function sizesOf(content: Buffer, at: number, extra: Buffer): Pick<Entry, 'expandedBytes' | 'compressedBytes' | 'offset'> {
  const values = [content.readUInt32LE(at + 24), content.readUInt32LE(at + 20), content.readUInt32LE(at + 42)];
  for (let place = 0; place + 4 <= extra.length; place += 4 + extra.readUInt16LE(place + 2)) {
    if (extra.readUInt16LE(place) !== 1) continue;
    let next = place + 4;
    values.forEach((value, index) => {
      if (value !== IN_64) return;
      values[index] = Number(extra.readBigUInt64LE(next));
      next += 8;
    });
  }
  const [expandedBytes = 0, compressedBytes = 0, offset = 0] = values;
  return { expandedBytes, compressedBytes, offset };
}

function findDirectory(content: Buffer): { at: number; count: number } {
  const earliest = Math.max(0, content.length - 22 - 0xffff);
  for (let end = content.length - 22; end >= earliest; end -= 1) {
    if (content.readUInt32LE(end) !== DIRECTORY_END) continue;
    const count = content.readUInt16LE(end + 10);
    const at = content.readUInt32LE(end + 16);
    return count === 0xffff || at === IN_64 ? findDirectory64(content, end) : { at, count };
  }
  throw new Refused('import.workbook_broken');
}

function findDirectory64(content: Buffer, end: number): { at: number; count: number } {
  if (end < 20 || content.readUInt32LE(end - 20) !== LOCATOR_64) throw new Refused('import.workbook_broken');
  const record = Number(content.readBigUInt64LE(end - 12));
  if (content.readUInt32LE(record) !== DIRECTORY_END_64) throw new Refused('import.workbook_broken');
  return { at: Number(content.readBigUInt64LE(record + 48)), count: Number(content.readBigUInt64LE(record + 32)) };
}
