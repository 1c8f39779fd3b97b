import { fillSentence, Refused, refusalOf, type RefusalKind } from '../../kernel/refusals.js';
import { refusalFromForeign } from './foreign-errors.js';
import './http.refusals.js';
import type { Language } from './request-context.js';

/** One wrong field of a request, as the caller reads it. */
export interface ProblemField {
  readonly field: string;
  readonly code: string;
  /** The sentence in the caller's language. */
  readonly message: string;
  readonly zh: string;
  readonly en: string;
}

/** The body of every refusal and fault (RFC 9457, `application/problem+json`). */
export interface Problem {
  readonly type: string;
  /** The sentence in the caller's language. */
  readonly title: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors: readonly ProblemField[];
  readonly requestId: string;
  /** What the refusal says beside its sentence: limits, counts, states. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const STATUS_BY_KIND: Readonly<Record<RefusalKind, number>> = {
  invalid: 400, unauthenticated: 401, forbidden: 403, not_found: 404, conflict: 409, stale: 412, too_large: 413,
  unsupported: 415, unprocessable: 422, precondition_required: 428, too_many: 429, unavailable: 503,
};

// Statuses that are HTTP's own and no kind of refusal of the trade.
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  'request.too_slow': 408, 'request.headers_too_large': 431, 'request.method_not_allowed': 405, 'server.error': 500,
};

const MAXIMUM_ERRORS = 50;

/** The HTTP status of a declared refusal; 500 for a code that nobody declared. */
export function statusOf(code: string): number {
  const definition = refusalOf(code);
  return STATUS_BY_CODE[code] ?? (definition ? STATUS_BY_KIND[definition.kind] : 500);
}

/**
 * The refusal that an exception stands for.
 * @returns `server.error` for everything that is not an answer, also for a refusal that no module declared
 */
export function refusalIn(exception: unknown): Refused {
  const refused = exception instanceof Refused ? exception : refusalFromForeign(exception);
  return refused && refusalOf(refused.code) ? refused : new Refused('server.error');
}

/** Writes a refusal down as a problem, in the caller's language and in both. */
export function problemOf(refused: Refused, language: Language, requestId: string): Problem {
  const definition = refusalOf(refused.code) ?? { zh: refused.code, en: refused.code };
  const titleZh = fillSentence(definition.zh, refused.details);
  const titleEn = fillSentence(definition.en, refused.details);
  const all = refused.details.errors ?? [];
  const errors = all.slice(0, MAXIMUM_ERRORS).map(({ field, code, zh, en }) => (
    { field, code, message: language === 'en' ? en : zh, zh, en }));
  const details = publicDetails(refused);
  return {
    type: `urn:bangfu:problem:${refused.code}`,
    title: language === 'en' ? titleEn : titleZh, titleZh, titleEn,
    status: statusOf(refused.code), code: refused.code,
    ...(all.length > MAXIMUM_ERRORS ? { detail: `${MAXIMUM_ERRORS} / ${all.length}` } : {}),
    errors, requestId,
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

function publicDetails(refused: Refused): Record<string, unknown> {
  const entries = Object.entries(refused.details).filter(([name, value]) => name !== 'errors' && isPlain(value));
  return Object.fromEntries(entries);
}

/** Plain values and lists and records of them pass; an error, a buffer or a class instance never reaches the caller. */
function isPlain(value: unknown): boolean {
  if (value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object') return false;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}
