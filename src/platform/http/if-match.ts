import { createParamDecorator, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import { Refused } from '../../kernel/refusals.js';
import { documentedParameter } from './parameters.js';
import type { HttpRequest } from './request-context.js';

const HIGHEST_VERSION = 2_147_483_647;

const readVersion = createParamDecorator((_data: unknown, context: ExecutionContext) => (
  versionOf(context.switchToHttp().getRequest<HttpRequest>().get('If-Match'))));

/**
 * The version that the caller saw: `@IfMatch() version: number`, from `If-Match: "3"` or `If-Match: 3`.
 * Refuses a missing header (428), and a weak tag, a star, a list or anything else (400).
 */
export function IfMatch(): ParameterDecorator {
  return documentedParameter(readVersion(), ApiHeader({
    name: 'If-Match', required: true, example: '"3"', schema: { type: 'string', pattern: '^("[1-9]\\d*"|[1-9]\\d*)$' },
    description: '所见的版本号，与 ETag 相同。The version that was seen, as the ETag gave it.',
  }));
}

/** Reads an `If-Match` header. @throws Refused `request.version_required`, `request.version_malformed` */
export function versionOf(header: string | undefined): number {
  if (header === undefined) throw new Refused('request.version_required');
  const match = /^(?:"([1-9]\d{0,9})"|([1-9]\d{0,9}))$/.exec(header);
  const version = Number(match?.[1] ?? match?.[2] ?? Number.NaN);
  if (!(version <= HIGHEST_VERSION)) throw new Refused('request.version_malformed');
  return version;
}

/** Sets `ETag: "<version>"` when an answer has a whole number `version`. */
export class VersionTag implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((body: unknown) => {
      const version = typeof body === 'object' && body !== null ? (body as { version?: unknown }).version : undefined;
      if (Number.isSafeInteger(version)) {
        context.switchToHttp().getResponse<Response>().setHeader('ETag', `"${String(version)}"`);
      }
      return body;
    }));
  }
}
