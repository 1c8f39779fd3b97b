import { isUtf8 } from 'node:buffer';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { Refused } from '../../kernel/refusals.js';
import { refuseBadText } from './text.js';

/**
 * Middleware: reads a JSON body, and leaves an upload (`multipart/form-data`) to its route.
 * Every other kind of body is refused, so no other parser ever sees one.
 * @param limitBytes the largest JSON body that is read
 */
export function readBody(limitBytes: number): RequestHandler {
  const parse = express.json({
    limit: limitBytes, inflate: false, strict: true, type: () => true, verify: refuseForeignCharset,
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasBody(request)) return next();
    const type = mediaType(request);
    if (type === 'multipart/form-data') return next();
    if (type !== 'application/json') return next(new Refused('request.unsupported_body'));
    parse(request, response, (error?: unknown) => (error ? next(error) : checked(request, next)));
  };
}

/** The media type of a request's body, without parameters, in small letters; empty when none is named. */
export function mediaType(request: Request): string {
  return (request.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Whether a request brings a body of at least one byte (or of a length not told in advance). */
export function hasBody(request: Request): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function checked(request: Request, next: NextFunction): void {
  try {
    refuseBadText(request.body);
    next();
  } catch (refusal) {
    next(refusal);
  }
}

/** Body-parser would turn bytes that are no UTF-8 into replacement characters, and a name into another name. */
function refuseForeignCharset(_request: unknown, _response: unknown, bytes: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw new Refused('request.unsupported_charset');
  if (!isUtf8(bytes)) throw new Refused('request.bad_text');
}
