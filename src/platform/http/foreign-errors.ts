import { HttpException } from '@nestjs/common';
import { Refused } from '../../kernel/refusals.js';

/** Body-parser's and Express's own names for what went wrong. */
const BODY_ERRORS: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'request.malformed_json',
  'entity.too.large': 'request.too_large',
  'charset.unsupported': 'request.unsupported_charset',
  'encoding.unsupported': 'request.unsupported_encoding',
  'request.aborted': 'request.aborted',
  'request.size.invalid': 'request.malformed_body',
};

/**
 * SQLSTATEs that are an answer to the caller. 22xxx: a value that slipped through every check and that the
 * database can not take; 40xxx and 55P03: another transaction was in the way; 57xxx, 53xxx, 08xxx: no answer in time.
 */
const SQL_STATES: Readonly<Record<string, string>> = {
  '22021': 'request.bad_text', '22P05': 'request.bad_text',
  '22P02': 'request.bad_value', '22003': 'request.bad_value', '22007': 'request.bad_value', '22008': 'request.bad_value',
  '40001': 'request.try_again', '40P01': 'request.try_again', '55P03': 'request.try_again',
  '57014': 'request.try_again', '57P01': 'request.try_again', '57P02': 'request.try_again', '57P03': 'request.try_again',
  '25P03': 'request.try_again', '53300': 'request.try_again',
  '08000': 'request.try_again', '08003': 'request.try_again', '08006': 'request.try_again', '08001': 'request.try_again',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  404: 'request.route_unknown', 405: 'request.method_not_allowed', 413: 'request.too_large',
  415: 'request.unsupported_body', 429: 'request.too_many', 503: 'request.try_again',
};

const UPLOAD_FAULTS = /^(Multipart: Boundary not found|Malformed (part header|content type|urlencoded form)|Unexpected end of (form|file|multipart data)|Unsupported content type)/;
const DATABASE_UNREACHABLE = /^(timeout exceeded when trying to connect|Connection terminated)/;

interface Marks { name?: unknown; message?: unknown; code?: unknown; type?: unknown; syscall?: unknown; cause?: unknown; driverError?: unknown }

/**
 * Reads the refusal out of an exception that is not one of ours.
 * @returns the refusal, or null when the exception is a fault of the system
 */
export function refusalFromForeign(exception: unknown): Refused | null {
  if (exception instanceof Refused) return exception; // one that Express or body-parser has wrapped
  if (typeof exception !== 'object' || exception === null) return null;
  const marks = exception as Marks;
  const own = ownRefusal(marks);
  if (own) return own;
  if (exception instanceof HttpException) return fromHttpException(exception);
  if (exception instanceof URIError) return new Refused('request.malformed_url');
  return marks.driverError === undefined ? null : refusalFromForeign(marks.driverError);
}

/** The SQLSTATE of a PostgreSQL error, also of one wrapped by the database layer; undefined for anything else. */
export function sqlStateOf(exception: unknown): string | undefined {
  if (typeof exception !== 'object' || exception === null) return undefined;
  const { code, driverError } = exception as Marks;
  const severity = (exception as { severity?: unknown }).severity;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string') return code;
  return driverError === undefined ? undefined : sqlStateOf(driverError);
}

function ownRefusal(marks: Marks): Refused | null {
  const { name, message, code, type, syscall } = marks;
  if (typeof type === 'string' && BODY_ERRORS[type]) return new Refused(BODY_ERRORS[type]);
  if (name === 'MulterError') return uploadRefusal(String(code));
  if (typeof message === 'string' && UPLOAD_FAULTS.test(message)) return new Refused('request.malformed_upload');
  if (typeof code === 'string' && SQL_STATES[code]) return new Refused(SQL_STATES[code]);
  const unreachable = syscall === 'connect' || (typeof message === 'string' && DATABASE_UNREACHABLE.test(message));
  return unreachable ? new Refused('request.try_again') : null;
}

function uploadRefusal(code: string): Refused {
  return new Refused(code === 'LIMIT_FILE_SIZE' ? 'request.upload_too_large' : 'request.malformed_upload');
}

function fromHttpException(exception: HttpException): Refused | null {
  const beneath = exception.cause === undefined ? null : refusalFromForeign(exception.cause);
  if (beneath) return beneath;
  const status = exception.getStatus();
  if (BY_STATUS[status]) return new Refused(BY_STATUS[status], status === 429 ? { retryAfterSeconds: 60 } : {});
  return status < 500 ? new Refused('request.failed') : null;
}
