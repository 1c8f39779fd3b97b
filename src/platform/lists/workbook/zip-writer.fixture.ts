import { crc32, deflateRawSync } from 'node:zlib';

const PARTS: Readonly<Record<string, string>> = {
  '_rels/.rels': '<Relationships><Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  'xl/workbook.xml': '<workbook><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>'
    + '<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://x/styles" Target="/xl/styles.xml"/></Relationships>',
};

/** What to spoil in a zip. */
export interface Spoiled {
  readonly checksum?: boolean;
  readonly encrypted?: boolean;
}

/** A workbook from its parts as raw XML, for what no program would write. A part that is null is left out. */
export function rawWorkbook(parts: Readonly<Record<string, string | Buffer | null>>, spoiled: Spoiled = {}): Buffer {
  const all = Object.entries({ ...PARTS, ...parts }).filter((entry): entry is [string, string | Buffer] => entry[1] !== null);
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of all) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const rest = Buffer.alloc(26);
    rest.writeUInt16LE(20, 0);
    rest.writeUInt16LE(spoiled.encrypted ? 1 : 0, 2);
    rest.writeUInt16LE(8, 4);
    rest.writeUInt32LE((crc32(bytes) ^ (spoiled.checksum ? 1 : 0)) >>> 0, 10);
    rest.writeUInt32LE(packed.length, 14);
    rest.writeUInt32LE(bytes.length, 18);
    rest.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), rest, Buffer.from(name), packed]);
    const entry = Buffer.concat([Buffer.from('504b01021400', 'hex'), rest, Buffer.alloc(14), Buffer.from(name)]);
    entry.writeUInt32LE(offset, 42);
    locals.push(local);
    directory.push(entry);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(all.length, 8);
  end.writeUInt16LE(all.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

/** A workbook with one sheet of these rows, as XML. */
export function rawSheet(rows: string, parts: Readonly<Record<string, string | null>> = {}, spoiled: Spoiled = {}): Buffer {
  return rawWorkbook({ 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`, ...parts }, spoiled);
}
