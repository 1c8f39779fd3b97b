import { createHash, randomBytes } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { tokenOf } from '../../platform/auth/access.guard.js';

/** A new session token: 32 random bytes, in 43 characters of base64url. */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token. Its 256 random bits need no salt and no slow hash. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** `@SessionToken() token: string`: the token of the request. For routes that ask for a signed-in caller. */
export const SessionToken = createParamDecorator((_data: unknown, context: ExecutionContext): string => (
  tokenOf(context.switchToHttp().getRequest<Request>().get('Authorization'))));
