import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { Refused } from '../../kernel/refusals.js';
import { tooLarge } from './documents.refusals.js';
import type { FileStore } from './file-store.js';
import { UploadForm, type Upload, type UploadOptions } from './upload-form.js';

const FIELD_BYTES = 16 * 1024;
const PART_HEADER_BYTES = 16 * 1024;
/** Unknown fields beyond the known ones that are still read, so that the answer can name them. */
const SPARE_FIELDS = 8;
/** A refused upload is read on up to this many bytes, so that the caller gets the answer and not a broken connection. */
const DRAINED_BYTES = 64 * 1024 * 1024;

/**
 * Reads a `multipart/form-data` request with one file, which streams into the store, and text fields.
 * When it throws, nothing of the upload is left in the store; when it returns, the file is durable.
 * Each part's header is limited by the parser to 16 KiB, each text value here to 16 KiB.
 * @throws Refused `document.multipart_expected`; `document.unreadable` when malformed or broken off;
 * `document.too_large`; `document.empty`; `request.invalid` with one error per wrong part; what `options.check` throws.
 */
export async function readUpload(request: IncomingMessage, store: FileStore, options: UploadOptions): Promise<Upload> {
  const form = new UploadForm(store, options);
  try {
    await readParts(request, form, options);
    return await form.complete();
  } catch (error) {
    drain(request);
    await form.discard();
    throw error;
  }
}

/** Feeds the request to the parser and its parts to the form until all is read or the first thing fails. */
async function readParts(request: IncomingMessage, form: UploadForm, options: UploadOptions): Promise<void> {
  const parser = openParser(request, options);
  const broken = () => new Refused('document.unreadable');
  try {
    await new Promise<void>((resolve, reject) => {
      const orReject = (take: () => void) => {
        try {
          take();
        } catch (error) {
          reject(error);
        }
      };
      parser.on('field', (name, value, info) => form.addField(name, value, info));
      parser.on('file', (name, content, info) => {
        // Nobody reads the content of a refused part; its breaking off is no news then.
        content.on('error', () => undefined);
        orReject(() => form.addFile(name, content, info).catch(reject));
      });
      parser.on('filesLimit', () => orReject(() => form.refuse(options.fileField, 'one_file_only')));
      for (const limit of ['fieldsLimit', 'partsLimit'] as const) {
        parser.on(limit, () => orReject(() => form.refuse('', 'too_many_fields')));
      }
      parser.on('finish', resolve);
      parser.on('error', () => reject(broken()));
      request.on('error', () => reject(broken()));
      request.on('close', () => {
        if (!request.readableEnded) reject(broken());
      });
      if (request.destroyed || request.readableEnded) reject(broken());
      else request.pipe(parser);
    });
  } finally {
    request.unpipe(parser);
    parser.destroy();
  }
}

function openParser(request: IncomingMessage, options: UploadOptions): busboy.Busboy {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*(;|$)/i.test(type)) throw new Refused('document.multipart_expected');
  const fields = options.fields.length + SPARE_FIELDS;
  const aroundFile = (fields + 2) * (FIELD_BYTES + PART_HEADER_BYTES);
  if (Number(request.headers['content-length']) > options.maxBytes + aroundFile) throw tooLarge(options.maxBytes);
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      preservePath: true,
      limits: { fieldSize: FIELD_BYTES, fields, files: 1, parts: fields + 2 },
    });
  } catch {
    throw new Refused('document.unreadable');
  }
}

function drain(request: IncomingMessage): void {
  let drained = 0;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > DRAINED_BYTES) request.destroy();
  });
  request.resume();
}
