import { applyDecorators, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { IdempotencyClaim } from '../../kernel/actor.js';
import { Refused } from '../../kernel/refusals.js';
import { mediaType } from './body.js';
import { canonicalJson } from './canonical-json.js';
import { routePattern, type HttpRequest } from './request-context.js';

/** A keyed digest (HMAC-SHA256) whose key the caller never learns; bodies are remembered only as such. */
export abstract class RequestDigest {
  /** @param parts hashed one after the other; the caller keeps them unambiguous. @returns 32 bytes */
  abstract digest(...parts: (Buffer | string)[]): Buffer;
}

const IDEMPOTENT = 'http:idempotent';

/**
 * Marks a POST that creates, decides or moves money: it demands an `Idempotency-Key` and hands the claim to the
 * transaction in `actor.idempotency`. Storing and answering again is the transaction's work.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(SetMetadata(IDEMPOTENT, true), ApiHeader({
    name: 'Idempotency-Key', required: true,
    description: '1 至 200 个可见 ASCII 字符，24 小时内同一键同一内容只执行一次。One key, one effect, for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
    example: '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a',
  }));
}

/** Whether a handler is marked `@Idempotent()`. */
export function isIdempotent(handler: object): boolean {
  return Reflect.getMetadata(IDEMPOTENT, handler) === true;
}

/** Reads the key of a marked route and claims it for the actor. Runs behind the access guard. */
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly digest: RequestDigest) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (isIdempotent(context.getHandler())) {
      const request = context.switchToHttp().getRequest<HttpRequest>();
      const key = readKey(request);
      if (!request.actor) throw new Error('An idempotent route needs a signed-in account');
      request.actor = { ...request.actor, idempotency: this.claim(request, key) };
    }
    return next.handle();
  }

  private claim(request: HttpRequest, key: string): IdempotencyClaim {
    const isUpload = mediaType(request) === 'multipart/form-data';
    return {
      key, method: request.method, route: routePattern(request) ?? '',
      bodyDigest: isUpload ? null : contentDigest(this.digest, request, request.body ?? {}),
    };
  }
}

/**
 * The digest of everything a caller sent. An upload's handler calls it when it knows the file:
 * `actor.idempotency.bodyDigest = contentDigest(digest, request, { ...fields, fileSha256 })`.
 */
export function contentDigest(
  digest: RequestDigest, request: Pick<HttpRequest, 'params' | 'query'>, body: unknown,
): Buffer {
  return digest.digest(canonicalJson({ params: { ...request.params }, query: { ...request.query }, body }));
}

function readKey(request: HttpRequest): string {
  const key = request.get('Idempotency-Key');
  if (key === undefined) throw new Refused('request.idempotency_key_required');
  if (!/^[!-~]{1,200}$/.test(key)) throw new Refused('request.idempotency_key_malformed');
  return key;
}
