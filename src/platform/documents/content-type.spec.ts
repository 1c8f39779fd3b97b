import { describe, expect, it } from 'vitest';
import { detectContainer, detectContentType, detectContentTypeOrThrow } from './content-type.js';
import type { FileSample } from './file-sample.js';

const TAIL_BYTES = 200_000;
const pdf = Buffer.from('%PDF-1.7\n%\xe2\xe3\n1 0 obj <<>> endobj\nstartxref\n9\n%%EOF\n', 'latin1');
const png = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010806000000' + '1f15c4890000000d49444154789c6360000002000001e5272e' + 'd40000000049454e44ae426082', 'hex');
const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.from('ffdb0004aabbffda0004aabb', 'hex'), Buffer.alloc(50, 1), Buffer.from('ffd9', 'hex')]);
const tiff = Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.from('0100', 'hex'), Buffer.alloc(16)]);
const ofd = zip(['OFD.xml', 'Doc_0/Document.xml']);
const xlsx = zip(['[Content_Types].xml', 'xl/workbook.xml']);

describe('detectContentType', () => {
  it.each([
    ['PDF', pdf, 'application/pdf'],
    ['PDF after a byte order mark', Buffer.concat([Buffer.from('efbbbf', 'hex'), pdf]), 'application/pdf'],
    ['PDF 2.0', Buffer.from(pdf.toString('latin1').replace('1.7', '2.0'), 'latin1'), 'application/pdf'],
    ['PNG', png, 'image/png'],
    ['JPEG (JFIF)', jpeg, 'image/jpeg'],
    ['JPEG (EXIF beyond the head)', Buffer.concat([Buffer.from('ffd8ffe1ffff', 'hex'), Buffer.alloc(90_000)]), 'image/jpeg'],
    ['JPEG with fill bytes', Buffer.concat([Buffer.from('ffd8ffffffe00004aabb', 'hex'), Buffer.from('ffda0004aabb', 'hex'), Buffer.alloc(9)]), 'image/jpeg'],
    ['TIFF, little-endian', tiff, 'image/tiff'],
    ['TIFF, big-endian', Buffer.concat([Buffer.from('4d4d002a000000080001', 'hex'), Buffer.alloc(16)]), 'image/tiff'],
    ['TIFF with its directory at the end', tiffWithDirectoryAt(300_000, 1), 'image/tiff'],
    ['OFD', ofd, 'application/ofd'],
    ['OFD larger than the sample', zip(['OFD.xml'], { padding: 300_000 }), 'application/ofd'],
    ['OFD with a comment', zip(['OFD.xml'], { comment: 'made by a printer' }), 'application/ofd'],
    ['OFD of a thousand pages', zip(['OFD.xml', ...Array.from({ length: 1000 }, (_, page) => `Doc_0/Pages/Page_${page}/Content.xml`)]), 'application/ofd'],
  ])('recognizes %s', (_name, content, type) => {
    expect(detectContentType(sampleOf(content))).toBe(type);
    expect(detectContentTypeOrThrow(sampleOf(content))).toBe(type);
  });

  it.each([
    ['text', Buffer.from('a letter')],
    ['one byte', Buffer.from('%')],
    ['an HTML page', Buffer.from('<html><script>1</script></html>')],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['zeros', Buffer.alloc(5000)],
    ['PDF without its end', pdf.subarray(0, -7)],
    ['PDF whose header comes late', Buffer.concat([Buffer.from('<html>'), pdf])],
    ['PDF header without a version', Buffer.from('%PDF-\n%%EOF')],
    ['PNG signature alone', png.subarray(0, 8)],
    ['PNG without its end', png.subarray(0, -12)],
    ['PNG whose first chunk is another', Buffer.concat([png.subarray(0, 12), Buffer.from('tEXt'), png.subarray(16)])],
    ['PNG of no width', Buffer.concat([png.subarray(0, 16), Buffer.alloc(4), png.subarray(20)])],
    ['JPEG signature alone', Buffer.from('ffd8ff', 'hex')],
    ['JPEG signature before text', Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.from('<script>alert(1)</script>')])],
    ['JPEG whose second segment is none', Buffer.concat([Buffer.from('ffd8ffe00004aabb', 'hex'), Buffer.from('<script>')])],
    ['JPEG with a segment past its end', Buffer.concat([Buffer.from('ffd8ffe0ffff', 'hex'), Buffer.alloc(100)])],
    ['JPEG with a segment of length 1', Buffer.concat([Buffer.from('ffd8ffe00001', 'hex'), Buffer.alloc(100)])],
    ['TIFF header alone', tiff.subarray(0, 8)],
    ['TIFF of mixed byte order', Buffer.concat([Buffer.from('4949002a', 'hex'), tiff.subarray(4)])],
    ['TIFF whose directory lies outside', Buffer.concat([Buffer.from('49492a00ffff0000', 'hex'), Buffer.alloc(100)])],
    ['TIFF whose directory is empty', Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.alloc(100)])],
    ['TIFF whose directory at the end is empty', tiffWithDirectoryAt(300_000, 0)],
    ['a workbook', xlsx],
    ['another zip', zip(['a.txt'])],
    ['zip with OFD.xml in a folder', zip(['Doc/OFD.xml'])],
    ['zip that is both OFD and workbook', zip(['OFD.xml', 'xl/workbook.xml'])],
    ['PDF that ends as a zip', Buffer.concat([pdf, ofd])],
    ['JPEG that ends as a zip', Buffer.concat([jpeg, zip(['a.txt'])])],
    ['OFD with bytes after it', Buffer.concat([ofd, Buffer.from('more')])],
    ['OFD with bytes before it', Buffer.concat([Buffer.from('MZ program'), ofd])],
    ['OFD cut short', ofd.subarray(0, -10)],
    ['OFD with encrypted entries', zip(['OFD.xml'], { flags: 1 })],
    ['OFD that names an entry twice', zip(['OFD.xml', 'OFD.xml'])],
    ['OFD whose directory lies about its place', zip(['OFD.xml'], { shift: 7 })],
    ['OFD whose directory claims a place before the tail', zip(['OFD.xml'], { padding: 300_000, shift: -TAIL_BYTES })],
    ['OFD whose directory holds fewer entries', zip(['OFD.xml'], { count: 2 })],
    ['OFD whose directory holds more entries', zip(['OFD.xml', 'b'], { count: 1 })],
    ['OFD whose directory claims 4 GiB', zip(['OFD.xml'], { length: 0xffffffff })],
  ])('does not take %s for a document', (_name, content) => {
    expect(detectContentType(sampleOf(content))).toBeNull();
    expect(() => detectContentTypeOrThrow(sampleOf(content))).toThrow('document.type_not_allowed');
  });
});

describe('detectContainer', () => {
  it.each([
    ['a workbook', xlsx, 'xlsx'],
    ['OFD', ofd, 'ofd'],
    ['another zip', zip(['word/document.xml']), null],
    ['a zip that is both', zip(['OFD.xml', 'xl/workbook.xml']), null],
    ['an empty zip', zip([]), null],
    ['comma-separated text', Buffer.from('name,number\n'), null],
    ['PDF', pdf, null],
  ])('answers for %s', (_name, content, container) => {
    expect(detectContainer(sampleOf(content))).toBe(container);
  });
});

it('survives every cut and every changed byte of each type', () => {
  for (const content of [pdf, png, jpeg, tiff, ofd]) {
    for (let at = 0; at < content.length; at += 1) {
      const changed = Buffer.from(content);
      changed[at] = 0xff;
      expect(() => detectContentType(sampleOf(changed))).not.toThrow();
      expect(() => detectContentType(sampleOf(content.subarray(0, at)))).not.toThrow();
    }
  }
});

function sampleOf(content: Buffer): FileSample {
  return { head: content.subarray(0, 4096), tail: content.subarray(-TAIL_BYTES), size: content.length };
}

function tiffWithDirectoryAt(at: number, entries: number): Buffer {
  const content = Buffer.alloc(at + 2 + 12 + 4);
  content.write('II*\0', 'latin1');
  content.writeUInt32LE(at, 4);
  content.writeUInt16LE(entries, at);
  return content;
}

interface ZipLies {
  readonly comment?: string;
  readonly flags?: number;
  readonly shift?: number;
  readonly count?: number;
  readonly length?: number;
  /** Bytes of content in front of the directory. */
  readonly padding?: number;
}

/** A zip of the names given, with an end record that may lie. */
function zip(names: readonly string[], lies: ZipLies = {}): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const name of names) {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50);
    header.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(lies.flags ?? 0, 8);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(Buffer.concat(local).length, 42);
    local.push(header, Buffer.from(name));
    directory.push(entry, Buffer.from(name));
  }
  const [before, list, comment] = [Buffer.concat([...local, Buffer.alloc(lies.padding ?? 0)]), Buffer.concat(directory), Buffer.from(lies.comment ?? '')];
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(lies.count ?? names.length, 8);
  end.writeUInt16LE(lies.count ?? names.length, 10);
  end.writeUInt32LE(lies.length ?? list.length, 12);
  end.writeUInt32LE(before.length + (lies.shift ?? 0), 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([before, list, end, comment]);
}
