import { SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { normalizeIp, ThrottlerStorageService } from '@nestjs/throttler';
import { from, mergeMap, type Observable } from 'rxjs';
import { Refused } from '../../kernel/refusals.js';
import type { RequestDigest } from './idempotency.js';
import type { HttpRequest } from './request-context.js';

export interface Limit {
  /** So many attempts … */
  readonly attempts: number;
  /** … within so many seconds. */
  readonly seconds: number;
}

export interface SignInLimits {
  /** For one network address, whoever it tries. An office stands behind one address, so leave room. */
  readonly perAddress: Limit;
  /** For one name from one network address. */
  readonly perName: Limit;
}

const SIGN_IN_LIMIT = 'http:sign-in-limit';

/**
 * Limits attempts on a route that takes a name and a secret.
 * @param nameField the body field that holds the name; kept only as a keyed digest
 */
export function SignInLimit(nameField = 'username'): MethodDecorator {
  return SetMetadata(SIGN_IN_LIMIT, nameField);
}

/**
 * Counts attempts in this process's memory, per address and per address and name, and refuses with `request.too_many`.
 * The lock-out of an account after failures is the account's own and lasts over restarts; this only slows guessing down.
 */
export class SignInLimitInterceptor implements NestInterceptor {
  private readonly counts = new ThrottlerStorageService();

  constructor(private readonly limits: SignInLimits, private readonly digest: RequestDigest) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const nameField: unknown = Reflect.getMetadata(SIGN_IN_LIMIT, context.getHandler());
    if (typeof nameField !== 'string') return next.handle();
    const attempt = this.count(context.switchToHttp().getRequest<HttpRequest>(), nameField);
    return from(attempt).pipe(mergeMap(() => next.handle()));
  }

  private async count(request: HttpRequest, nameField: string): Promise<void> {
    const address = normalizeIp(request.ip ?? '');
    await this.countOne(`address ${address}`, this.limits.perAddress);
    const name: unknown = (request.body as Record<string, unknown> | undefined)?.[nameField];
    if (typeof name !== 'string') return; // validation refuses it in a moment
    const digest = this.digest.digest(JSON.stringify(['sign-in', address, name.trim().toLowerCase()]));
    await this.countOne(`name ${digest.toString('base64')}`, this.limits.perName);
  }

  private async countOne(key: string, limit: Limit): Promise<void> {
    const period = limit.seconds * 1000;
    const { isBlocked, timeToBlockExpire } = await this.counts.increment(key, period, limit.attempts, period, 'sign-in');
    if (isBlocked) throw new Refused('request.too_many', { retryAfterSeconds: Math.max(1, timeToBlockExpire) });
  }
}
