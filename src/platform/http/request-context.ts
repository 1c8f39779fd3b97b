import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Actor } from '../../kernel/actor.js';
import { isUuid } from '../../kernel/ids.js';

export type Language = 'zh-CN' | 'en';

/** An Express request as every part behind the first middleware sees it. */
export interface HttpRequest extends Request {
  /** The caller's `X-Request-Id` when it is a UUID, else a new one. */
  requestId: string;
  language: Language;
  /** Set by the access guard; absent on public routes. */
  actor?: Actor;
}

/**
 * The language in which a caller wants sentences. Never refuses: what it does not understand it passes over.
 * @param header the `Accept-Language` header
 * @returns English only when the header prefers it to Chinese; Chinese otherwise
 */
export function negotiateLanguage(header: string | undefined): Language {
  const best = { zh: 0, en: 0 };
  for (const item of (header ?? '').split(',').slice(0, 20)) {
    const match = /^\s*(\*|[a-z]{1,8})(?:-[a-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(item);
    if (!match) continue;
    const weight = match[2] === undefined ? 1 : Number(match[2]);
    const tag = match[1]?.toLowerCase();
    if (tag === 'zh' || tag === '*') best.zh = Math.max(best.zh, weight);
    if (tag === 'en') best.en = Math.max(best.en, weight);
  }
  if (best.en === best.zh && best.en > 0) return firstNamed(header ?? '');
  return best.en > best.zh ? 'en' : 'zh-CN';
}

function firstNamed(header: string): Language {
  const zh = header.search(/\bzh\b/i);
  const en = header.search(/\ben\b/i);
  return en >= 0 && (zh < 0 || en < zh) ? 'en' : 'zh-CN';
}

/** The route's pattern (`/api/v1/things/:id`), never the address with its values; null when no route took the request. */
export function routePattern(request: Request): string | null {
  const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' && !path.includes('*') ? path : null;
}

/** The first middleware: gives the request its id and language, and echoes the id. */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('X-Request-Id');
  const known = request as HttpRequest;
  known.requestId = given !== undefined && isUuid(given) ? given.toLowerCase() : randomUUID();
  known.language = negotiateLanguage(request.get('Accept-Language'));
  response.setHeader('X-Request-Id', known.requestId);
  response.setHeader('Cache-Control', 'no-store');
  next();
}
