import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refused } from '../../kernel/refusals.js';
import { generateKeyring } from '../crypto/keyring.js';
import { detectContentTypeOrThrow } from './content-type.js';
import { FileStore } from './file-store.js';
import { readUpload } from './upload.js';
import type { UploadOptions } from './upload-form.js';

const MEGABYTE = 1024 * 1024;
const BOUNDARY = 'x-boundary-x';
const pdf = Buffer.from('%PDF-1.7\nwords\n%%EOF\n');

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly errors?: { field: string; code: string }[];
  readonly fields?: Record<string, string>;
  readonly fileName?: string;
  readonly storageKey?: string;
  readonly size?: number;
}

let folder: string;
let store: FileStore;
let server: Server;
let port: number;
let options: UploadOptions;
let outcomes: Answer[];
let ports: (number | undefined)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upload-'));
  store = new FileStore(folder, generateKeyring());
  options = { maxBytes: MEGABYTE, fields: ['kind', 'note'], fileField: 'file' };
  outcomes = [];
  ports = [];
  server = createServer((request, response) => {
    ports.push(request.socket.remotePort);
    readUpload(request, store, options)
      .then(({ fields, file }): Answer => ({ status: 200, fields, fileName: file.fileName, storageKey: file.storageKey, size: file.size }))
      .catch((error: unknown): Answer =>
        error instanceof Refused
          ? { status: 400, code: error.code, errors: error.details.errors?.map(({ field, code }) => ({ field, code })) }
          : { status: 500, code: String(error) },
      )
      .then((outcome) => {
        outcomes.push(outcome);
        response.writeHead(outcome.status).end(JSON.stringify(outcome));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

describe('readUpload', () => {
  it('reads what a browser sends', async () => {
    const form = new FormData();
    form.append('kind', '诊断证明');
    form.append('file', new Blob([pdf]), '病历（一） 首页.pdf');
    form.append('note', '第一行\n第二行');
    const answer = (await (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: form })).json()) as Answer;
    expect(answer).toMatchObject({ status: 200, fileName: '病历（一） 首页.pdf', size: pdf.length });
    expect(answer.fields).toEqual({ kind: '诊断证明', note: '第一行\r\n第二行' });
    expect(await buffer(await store.open(answer.storageKey!))).toEqual(pdf);
  });

  it('reads a large file in any chunks, and binary content that resembles the boundary', async () => {
    const content = Buffer.concat([randomBytes(700_000), Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}\r\n--`), randomBytes(200_000)]);
    const answer = await post(multipart([text('kind', 'a'), file('file', 'a.bin', content)]), { chunk: 333 });
    expect(answer).toMatchObject({ status: 200, size: content.length });
    expect(await buffer(await store.open(answer.storageKey!))).toEqual(content);
  });

  it('prefers the extended file name and cuts its path', async () => {
    const part = raw(`form-data; name="file"; filename="x"; filename*=UTF-8''..%2F%E7%97%85%E5%8E%86.pdf`, pdf);
    expect(await post(multipart([part]))).toMatchObject({ status: 200, fileName: '病历.pdf', fields: {} });
  });

  it('takes an upload without any of the text fields, which the caller validates', async () => {
    expect(await post(multipart([file('file', 'a.pdf', pdf)]))).toMatchObject({ status: 200, fields: {} });
  });
});

describe('wrong parts are refused by name, and nothing is stored', () => {
  const good = file('file', 'a.pdf', pdf);
  it.each<[string, Buffer[], [string, string][]]>([
    ['an unknown field', [text('colour', 'red'), good], [['colour', 'unknown_field']]],
    ['an unknown field after the file', [good, text('colour', 'red')], [['colour', 'unknown_field']]],
    ['several wrong fields', [text('colour', 'red'), text('kind', 'a\0'), good], [['colour', 'unknown_field'], ['kind', 'bad_text']]],
    ['a field named like a built-in', [text('__proto__', 'x'), good], [['__proto__', 'unknown_field']]],
    ['a field without a name', [raw('form-data', 'x'), good], [['', 'unknown_field']]],
    ['a field twice', [text('kind', 'a'), text('kind', 'b'), good], [['kind', 'repeated']]],
    ['a long value', [text('note', 'x'.repeat(20_000)), good], [['note', 'too_long']]],
    ['NUL in a value', [text('note', 'a\0b'), good], [['note', 'bad_text']]],
    ['half a surrogate pair in a value', [text('note', Buffer.from('eda080', 'hex')), good], [['note', 'bad_text']]],
    ['bytes that are not UTF-8', [text('note', Buffer.from('d6d0', 'hex')), good], [['note', 'bad_text']]],
    ['half a surrogate pair in UTF-16', [raw('form-data; name="note"', Buffer.from('00d8', 'hex'), 'Content-Type: text/plain; charset=utf-16le'), good], [['note', 'bad_text']]],
    ['an unknown charset', [raw('form-data; name="note"', 'x', 'Content-Type: text/plain; charset=klingon'), good], [['note', 'bad_text']]],
    ['a transfer encoding', [raw('form-data; name="note"', 'eA==', 'Content-Transfer-Encoding: base64'), good], [['note', 'bad_text']]],
    ['no file', [text('kind', 'a')], [['file', 'required']]],
    ['no file and an unknown field', [text('colour', 'red')], [['colour', 'unknown_field'], ['file', 'required']]],
    ['an empty file input', [raw('form-data; name="file"; filename=""', '', 'Content-Type: application/octet-stream')], [['file', 'required']]],
    ['text in place of the file', [text('file', 'words')], [['file', 'file_expected'], ['file', 'required']]],
    ['a file in place of a text', [file('kind', 'a.pdf', pdf), good], [['kind', 'text_expected']]],
    ['a file of another name', [file('picture', 'a.pdf', pdf), good], [['picture', 'unknown_field']]],
    ['two files', [good, file('file', 'b.pdf', pdf)], [['file', 'one_file_only']]],
    ['a path without a name', [file('file', 'a/', pdf)], [['file', 'bad_file_name']]],
    ['NUL in the file name', [raw(`form-data; name="file"; filename*=UTF-8''a%00.pdf`, pdf)], [['file', 'bad_file_name']]],
    ['a line end in the file name', [raw(`form-data; name="file"; filename*=UTF-8''a%0D%0Ab.pdf`, pdf)], [['file', 'bad_file_name']]],
    ['a file name that is not UTF-8', [raw(Buffer.from('form-data; name="file"; filename="\xd6\xd0.pdf"', 'latin1'), pdf)], [['file', 'bad_file_name']]],
    ['a file in base64', [raw('form-data; name="file"; filename="a.pdf"', 'JVBERg==', 'Content-Transfer-Encoding: base64')], [['file', 'bad_text']]],
  ])('%s', async (_name, parts, errors) => {
    const answer = await post(multipart(parts));
    expect(answer).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(answer.errors).toEqual(errors.map(([field, code]) => ({ field, code })));
    expect(filesIn(folder)).toEqual([]);
  });

  it('too many fields', async () => {
    const answer = await post(multipart([...Array.from({ length: 50 }, (_, at) => text(`f${at}`, 'x')), file('file', 'a.pdf', pdf)]));
    expect(answer.code).toBe('request.invalid');
    expect(answer.errors).toHaveLength(11);
    expect(answer.errors?.at(-1)).toEqual({ field: '', code: 'too_many_fields' });
    expect(filesIn(folder)).toEqual([]);
  });

  it('too many parts that are no fields', async () => {
    const answer = await post(multipart([...Array.from({ length: 50 }, () => raw('attachment', 'x')), file('file', 'a.pdf', pdf)]));
    expect(answer.errors).toEqual([{ field: '', code: 'too_many_fields' }]);
  });

  it('a content that the check refuses', async () => {
    options = { ...options, check: detectContentTypeOrThrow };
    expect(await post(multipart([file('file', 'a.pdf', Buffer.from('MZ program'))]))).toMatchObject({ code: 'document.type_not_allowed' });
    expect(filesIn(folder)).toEqual([]);
    expect(await post(multipart([file('file', 'a.exe', pdf)]))).toMatchObject({ status: 200 });
  });
});

describe('wrong bodies are refused, and nothing is stored', () => {
  const whole = multipart([text('kind', 'a'), file('file', 'a.pdf', pdf)]);
  const part = (header: string) => Buffer.from(`--${BOUNDARY}\r\n${header}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`);
  it.each<[string, Buffer, string | undefined, string]>([
    ['JSON', Buffer.from('{}'), 'application/json', 'document.multipart_expected'],
    ['a form without files', Buffer.from('kind=a'), 'application/x-www-form-urlencoded', 'document.multipart_expected'],
    ['multipart of another kind', whole, `multipart/mixed; boundary=${BOUNDARY}`, 'document.multipart_expected'],
    ['no content type', whole, undefined, 'document.multipart_expected'],
    ['no boundary', whole, 'multipart/form-data', 'document.unreadable'],
    ['a malformed content type', whole, 'multipart/form-data; boundary="', 'document.unreadable'],
    ['another boundary', whole, 'multipart/form-data; boundary=other', 'document.unreadable'],
    ['nothing', Buffer.alloc(0), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['no closing boundary', whole.subarray(0, -6), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['an end within the file', whole.subarray(0, -40), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['an end within a part header', whole.subarray(0, 40), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['a malformed part header', part('Content Disposition'), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['NUL in a part header', part('Content-Disposition: form-data; name="a\0"'), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['a part header of 20 KB', part(`X: ${'x'.repeat(20_000)}`), `multipart/form-data; boundary=${BOUNDARY}`, 'document.unreadable'],
    ['an empty file', multipart([file('file', 'a.pdf', '')]), `multipart/form-data; boundary=${BOUNDARY}`, 'document.empty'],
    ['only the two dashes', multipart([]), `multipart/form-data; boundary=${BOUNDARY}`, 'request.invalid'],
  ])('%s', async (_name, body, type, code) => {
    expect(await post(body, { type })).toMatchObject({ status: 400, code });
    expect(filesIn(folder)).toEqual([]);
  });

  it.each([
    ['announced', true, 20 * MEGABYTE],
    ['announced, little over the limit', true, MEGABYTE + 1],
    ['unannounced', false, 20 * MEGABYTE],
  ])('answers a file that is too large (%s) and leaves the connection usable', async (_name, announced, size) => {
    const body = multipart([file('file', 'a.bin', Buffer.alloc(size))]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await post(body, { announced, agent })).toMatchObject({ code: 'document.too_large' });
    expect(filesIn(folder)).toEqual([]);
    expect(await post(whole, { agent })).toMatchObject({ status: 200 });
    expect(ports[1]).toBe(ports[0]);
    agent.destroy();
  });

  it('cuts off a caller who never stops sending', async () => {
    const sent = await sendWithoutEnd();
    expect(sent).toBeLessThan(120 * MEGABYTE);
    expect(outcomes).toMatchObject([{ code: 'document.too_large' }]);
    expect(filesIn(folder)).toEqual([]);
  });
});

describe('a connection that ends early', () => {
  it.each([
    ['within the file', 300_000],
    ['within the headers of the file', 60],
    ['before the body', 0],
  ])('%s leaves nothing behind', async (_name, sent) => {
    const body = multipart([text('kind', 'a'), file('file', 'a.bin', randomBytes(800_000))]);
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, sent));
    if (sent > 100_000) await vi.waitFor(() => expect(filesIn(folder)).toHaveLength(1), 10_000);
    else await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await vi.waitFor(() => expect(outcomes).toEqual([{ status: 400, code: 'document.unreadable' }]), 10_000);
    expect(filesIn(folder)).toEqual([]);
  });

  it.each<[string, (request: IncomingMessage) => void]>([
    ['broken off', (request) => request.destroy()],
    ['read by somebody else', (request) => request.resume()],
  ])('is refused when the request was %s before', async (_name, spoil) => {
    const [listener] = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
      request.once('close', () => listener!(request, response));
      spoil(request);
    });
    await post(multipart([file('file', 'a.pdf', pdf)])).catch(() => null);
    await vi.waitFor(() => expect(outcomes).toMatchObject([{ code: 'document.unreadable' }]), 10_000);
  });
});

it('passes on a failure of the store as a failure', async () => {
  rmSync(folder, { recursive: true });
  store = new FileStore('/dev/null/files', generateKeyring());
  expect(await post(multipart([file('file', 'a.pdf', pdf)]))).toMatchObject({ status: 500 });
});

function raw(disposition: string | Buffer, content: string | Buffer, ...headers: string[]): Buffer {
  const more = headers.map((header) => `\r\n${header}`).join('');
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: `), Buffer.from(disposition), Buffer.from(`${more}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n'),
  ]);
}

function text(name: string, value: string | Buffer): Buffer {
  return raw(`form-data; name="${name}"`, value);
}

function file(name: string, fileName: string, content: string | Buffer): Buffer {
  return raw(`form-data; name="${name}"; filename="${fileName}"`, content, 'Content-Type: image/png');
}

function multipart(parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

interface Sending {
  readonly type?: string | undefined;
  readonly announced?: boolean;
  readonly chunk?: number;
  readonly agent?: Agent;
}

function post(body: Buffer, sending: Sending = {}): Promise<Answer> {
  const headers: IncomingHttpHeaders = {};
  const type = 'type' in sending ? sending.type : `multipart/form-data; boundary=${BOUNDARY}`;
  if (type !== undefined) headers['content-type'] = type;
  if (sending.announced !== false) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers, agent: sending.agent }, (response) => {
      buffer(response).then((bytes) => resolve(JSON.parse(bytes.toString()) as Answer), reject);
    });
    outgoing.on('error', reject);
    const chunk = sending.chunk ?? body.length;
    for (let at = 0; at < body.length; at += chunk) outgoing.write(body.subarray(at, at + chunk));
    outgoing.end();
  });
}

/** Sends a file without end, deaf to the answer, until the server closes the connection. */
function sendWithoutEnd(): Promise<number> {
  return new Promise((resolve) => {
    const block = Buffer.alloc(MEGABYTE);
    let sent = 0;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(sent));
    socket.resume();
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\n\r\n`);
    const start = file('file', 'a.bin', '').subarray(0, -2);
    socket.write(`${start.length.toString(16)}\r\n${start.toString()}\r\n`);
    const more = (): void => {
      while (!socket.destroyed) {
        sent += block.length;
        socket.write(`${block.length.toString(16)}\r\n`);
        socket.write(block);
        if (!socket.write('\r\n')) {
          socket.once('drain', more);
          return;
        }
      }
    };
    more();
  });
}

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile());
}
