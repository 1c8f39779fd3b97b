import type { NextFunction, Request, Response } from 'express';
import { Refused, type FieldError } from '../../kernel/refusals.js';

/** Bodies nested deeper than this are refused: no form of the system comes near it. */
export const MAXIMUM_DEPTH = 32;

// PostgreSQL stores neither NUL nor half a surrogate pair.
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Whether a text holds NUL or a lone surrogate, which the database can not store. */
export function isUnstorable(text: string): boolean {
  return UNSTORABLE.test(text);
}

// Names that every object has: a validator that looks fields up in an object would take them for known ones.
const INHERITED_NAMES = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Looks through a parsed body, query or set of path values.
 * @throws Refused `request.bad_text`, `request.too_deep`, or `request.invalid` for a field named like a part of every object
 */
export function refuseBadText(value: unknown, root = ''): void {
  const open: { value: unknown; path: string; depth: number }[] = [{ value, path: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: current, path, depth } = next;
    if (typeof current === 'string' && isUnstorable(current)) throw badText(path);
    if (typeof current !== 'object' || current === null) continue;
    if (depth >= MAXIMUM_DEPTH) throw new Refused('request.too_deep', { maximumDepth: MAXIMUM_DEPTH });
    for (const [name, inner] of Object.entries(current)) {
      if (isUnstorable(name)) throw badText(path);
      const innerPath = path === '' ? name : `${path}.${name}`;
      if (INHERITED_NAMES.has(name)) throw new Refused('request.invalid', { errors: [unknownField(innerPath)] });
      open.push({ value: inner, path: innerPath, depth: depth + 1 });
    }
  }
}

/** The field error for a field or parameter that the endpoint does not know. */
export function unknownField(field: string): FieldError {
  return { field: shortName(field), code: 'unknown_field', zh: '没有这一项', en: 'There is no such field' };
}

/** A field's name as it may be repeated to the caller: storable and short. */
export function shortName(field: string): string {
  return field.slice(0, 100).replace(/\0|\p{Surrogate}/gu, '');
}

function badText(path: string): Refused {
  const error = { code: 'bad_text', zh: '含有不能保存的字符', en: 'Holds characters that can not be stored' };
  return new Refused('request.bad_text', path === '' ? {} : { errors: [{ field: shortName(path), ...error }] });
}

/**
 * Middleware: the address decodes cleanly and holds no unstorable text, in its path and in its query.
 * Express would decode the query leniently and put replacement characters where the caller wrote nonsense.
 */
export function refuseBadAddress(request: Request, _response: Response, next: NextFunction): void {
  const [path = '', ...rest] = request.originalUrl.split('?');
  const pieces = [path, ...rest.join('?').split(/[&=]/).map((piece) => piece.replaceAll('+', ' '))];
  for (const piece of pieces) {
    const decoded = decodeOrNull(piece);
    if (decoded === null) return next(new Refused('request.malformed_url'));
    if (isUnstorable(decoded)) return next(new Refused('request.bad_text'));
  }
  next();
}

function decodeOrNull(piece: string): string | null {
  try {
    return decodeURIComponent(piece);
  } catch {
    return null;
  }
}
