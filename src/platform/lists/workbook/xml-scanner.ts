import { Refused } from '../../../kernel/refusals.js';

/** What is found in an XML part, in its order. Names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** Text with its entities resolved; a long one may come in several pieces. */
  text(text: string): void;
}

/** Nothing between two angle brackets is longer in a real workbook: a cell holds at most 32,767 characters. */
const LONGEST_PIECE = 1024 * 1024;

/**
 * Reads XML piece by piece. It knows as much XML as workbooks use: no document types, so no entities that multiply.
 * Memory holds one unfinished tag or text.
 */
export class XmlScanner {
  #rest = '';
  #depth = 0;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(private readonly handler: XmlHandler) {}

  /** Takes the next bytes. @throws Refused `import.workbook_broken` */
  push(bytes: Buffer): void {
    this.#rest = this.#scan(this.#rest + this.#decode(bytes, true));
    if (this.#rest.length > LONGEST_PIECE) throw broken();
  }

  /** Says that there is no more. @throws Refused `import.workbook_broken` when the document is not finished */
  end(): void {
    const rest = this.#scan(this.#rest + this.#decode(Buffer.alloc(0), false));
    if (rest.trim() !== '' || this.#depth !== 0) throw broken();
  }

  #decode(bytes: Buffer, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      throw broken();
    }
  }

  /** Handles everything that is complete and returns what is not. */
  #scan(text: string): string {
    let at = 0;
    while (at < text.length) {
      const tag = text.indexOf('<', at);
      if (tag < 0) return text.slice(at);
      if (tag > at) this.handler.text(resolveEntities(text.slice(at, tag)));
      const end = this.#markup(text, tag);
      if (end < 0) return text.slice(tag);
      at = end;
    }
    return '';
  }

  /** Handles the markup that begins at `tag`. @returns where it ends, or -1 when it is not complete. */
  #markup(text: string, tag: number): number {
    const next = text.charCodeAt(tag + 1);
    if (next === 0x21) return this.#declaration(text, tag);
    const end = next === 0x3f ? text.indexOf('?>', tag) + 1 : endOfTag(text, tag);
    if (end <= 0) return -1;
    if (next === 0x2f) this.#close(text.slice(tag + 2, end).trim());
    else if (next !== 0x3f) this.#open(text.slice(tag + 1, end));
    return end + 1;
  }

  #declaration(text: string, tag: number): number {
    if (text.length - tag < 9) return -1;
    if (text.startsWith('<!--', tag)) return after(text.indexOf('-->', tag + 4), 3);
    if (!text.startsWith('<![CDATA[', tag)) throw broken();
    const end = text.indexOf(']]>', tag + 9);
    if (end >= 0) this.handler.text(text.slice(tag + 9, end));
    return after(end, 3);
  }

  #open(inside: string): void {
    const closed = inside.endsWith('/');
    const [, name = '', attributes = ''] = /^([^\s/]+)([\s\S]*)$/.exec(closed ? inside.slice(0, -1) : inside) ?? [];
    const local = localName(name);
    this.#depth += 1;
    this.handler.open(local, attributes);
    if (closed) this.#close(name);
  }

  #close(name: string): void {
    this.#depth -= 1;
    if (this.#depth < 0) throw broken();
    this.handler.close(localName(name));
  }
}

/** The value of an attribute of a tag, its entities resolved; undefined when it is not there. */
export function attribute(attributes: string, name: string): string | undefined {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    const before = attributes.charCodeAt(at - 1);
    if (at > 0 && before > 0x20) continue;
    const match = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes.slice(at + name.length));
    if (match) return resolveEntities(match[1] ?? match[2] ?? '');
  }
  return undefined;
}

/** Excel writes characters that XML does not allow as `_xHHHH_`. */
export function unescapeExcel(text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(parseInt(code, 16))) : text;
}

const NAMED: ReadonlyMap<string, string> = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"]]);

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    const code = hexadecimal !== undefined ? parseInt(hexadecimal, 16) : Number(decimal);
    if (code > 0x10ffff) throw broken();
    return String.fromCodePoint(code);
  });
}

/** Where a tag ends, or -1 when that has not come yet. A `>` inside a quoted value does not end it. */
function endOfTag(text: string, tag: number): number {
  let quote = 0;
  for (let at = tag + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at;
  }
  return -1;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function after(place: number, length: number): number {
  return place < 0 ? -1 : place + length;
}

function broken(): Refused {
  return new Refused('import.workbook_broken');
}
