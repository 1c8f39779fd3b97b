import type { FileSample } from './file-sample.js';

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 0xffff;
const ENCRYPTED = 0x1;

/**
 * Lists the names in a zip from its central directory, without expanding anything. The whole directory must lie in
 * the sample's tail, which holds that of some thousand entries.
 * @returns the names; null when this is no plain zip: not beginning or ending as one, foreign bytes after it, a
 * directory that does not add up, a name twice, an encrypted entry, more than 4 GiB.
 */
export function zipNames(sample: FileSample): ReadonlySet<string> | null {
  if (sample.head.length < 4 || sample.head.readUInt32LE(0) !== LOCAL_HEADER) return null;
  const end = findDirectoryEnd(sample.tail);
  if (end === null) return null;
  const { tail, size } = sample;
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const begin = tail.readUInt32LE(end + 16) - (size - tail.length);
  const splitOverDisks = tail.readUInt32LE(end + 4) !== 0 || tail.readUInt16LE(end + 8) !== count;
  if (splitOverDisks || begin < 0 || begin + length > end) return null;
  return readNames(tail.subarray(begin, begin + length), count);
}

/** True when the last bytes are a zip's end record: a second file may hide in a file that begins as something else. */
export function endsAsZip(sample: FileSample): boolean {
  return findDirectoryEnd(sample.tail) !== null;
}

/** The end record's place: its comment must reach exactly to the end of the file. */
function findDirectoryEnd(tail: Buffer): number | null {
  const earliest = Math.max(0, tail.length - END_BYTES - LONGEST_COMMENT);
  for (let at = tail.length - END_BYTES; at >= earliest; at -= 1) {
    if (tail.readUInt32LE(at) === DIRECTORY_END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return null;
}

function readNames(directory: Buffer, count: number): ReadonlySet<string> | null {
  const names = new Set<string>();
  let at = 0;
  for (let entry = 0; entry < count; entry += 1) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY) return null;
    if (directory.readUInt16LE(at + 8) & ENCRYPTED) return null;
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
    const next = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (next > directory.length) return null;
    names.add(directory.toString('utf8', at + ENTRY_BYTES, nameEnd));
    at = next;
  }
  return at === directory.length && names.size === count ? names : null;
}
