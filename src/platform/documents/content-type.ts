import { Refused } from '../../kernel/refusals.js';
import type { FileSample } from './file-sample.js';
import { endsAsZip, zipNames } from './zip-directory.js';

/** The types that a stored document may have. */
export type DocumentContentType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/tiff' | 'application/ofd';

const NEAR_END = 1024;
const PNG_BEGIN = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');
const TIFF_LITTLE_ENDIAN = Buffer.from('49492a00', 'hex');
const TIFF_BIG_ENDIAN = Buffer.from('4d4d002a', 'hex');
const TIFF_ENTRY_BYTES = 12;

/**
 * Recognizes a document by its content alone; names and declared types play no part.
 * A file that begins as one type and ends as a zip is of none.
 * @returns null when the content is none of the allowed types.
 */
export function detectContentType(sample: FileSample): DocumentContentType | null {
  if (detectContainer(sample) === 'ofd') return 'application/ofd';
  if (endsAsZip(sample)) return null;
  if (isPdf(sample)) return 'application/pdf';
  if (isPng(sample)) return 'image/png';
  if (isJpeg(sample)) return 'image/jpeg';
  return isTiff(sample) ? 'image/tiff' : null;
}

/** As `detectContentType`. @throws Refused `document.type_not_allowed` when the content is none of the allowed types. */
export function detectContentTypeOrThrow(sample: FileSample): DocumentContentType {
  const type = detectContentType(sample);
  if (!type) throw new Refused('document.type_not_allowed');
  return type;
}

/**
 * Recognizes the two zip-based formats by the one entry that each must hold; nothing is expanded.
 * @returns null for anything else, and for a zip that claims to be both.
 */
export function detectContainer(sample: FileSample): 'xlsx' | 'ofd' | null {
  const names = zipNames(sample);
  if (!names) return null;
  const [xlsx, ofd] = [names.has('xl/workbook.xml'), names.has('OFD.xml')];
  if (xlsx === ofd) return null;
  return xlsx ? 'xlsx' : 'ofd';
}

/** The header stands first (a byte order mark or blanks may precede it) and the end mark near the end. */
function isPdf({ head, tail }: FileSample): boolean {
  const begin = head.toString('latin1', 0, 32);
  return /^(?:\xef\xbb\xbf)?[\r\n\t ]*%PDF-[12]\.\d/.test(begin) && tail.subarray(-NEAR_END).includes('%%EOF');
}

/** Signature, a header chunk with real measures first, and the closing chunk. */
function isPng({ head, tail }: FileSample): boolean {
  if (head.length < 33 || !head.subarray(0, PNG_BEGIN.length).equals(PNG_BEGIN)) return false;
  return head.readUInt32BE(16) > 0 && head.readUInt32BE(20) > 0 && tail.subarray(-NEAR_END).includes(PNG_END);
}

/**
 * Start of image, then a chain of marker segments, followed as far as the head reaches. The end is not
 * looked at: telephones append data of their own.
 */
function isJpeg({ head, size }: FileSample): boolean {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return false;
  let at = 2;
  while (at + 4 <= head.length) {
    const marker = head.readUInt16BE(at);
    if (marker === 0xffff) {
      at += 1; // a marker may be preceded by any number of fill bytes
      continue;
    }
    const length = head.readUInt16BE(at + 2);
    if (marker < 0xffc0 || (marker >= 0xffd0 && marker <= 0xffd9) || length < 2) return false;
    at += 2 + length;
    if (marker === 0xffda) break;
  }
  return at > 2 && at < size;
}

/** Byte order, the number 42, and a first directory inside the file that is not empty where it can be seen. */
function isTiff({ head, tail, size }: FileSample): boolean {
  if (head.length < 8) return false;
  const order = head.subarray(0, 4);
  const littleEndian = order.equals(TIFF_LITTLE_ENDIAN);
  if (!littleEndian && !order.equals(TIFF_BIG_ENDIAN)) return false;
  const directory = littleEndian ? head.readUInt32LE(4) : head.readUInt32BE(4);
  if (directory < 8 || directory + 2 + TIFF_ENTRY_BYTES > size) return false;
  const inTail = directory - (size - tail.length);
  const seen = directory + 2 <= head.length ? head.subarray(directory) : inTail >= 0 ? tail.subarray(inTail) : null;
  if (!seen) return true;
  const entries = littleEndian ? seen.readUInt16LE(0) : seen.readUInt16BE(0);
  return entries > 0 && directory + 2 + entries * TIFF_ENTRY_BYTES <= size;
}
