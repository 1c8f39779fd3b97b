import { Injectable, type CanActivate, type ExecutionContext, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { isUuid } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import { accessOf, AccessResolver, type AccessRequest } from './access.js';
import './access.refusals.js';

/** Lets a request in, or refuses it; leaves the actor on the request. Nothing passes a route that says nothing. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly resolver: AccessResolver) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (!access) throw new Refused('access.permission_missing');
    if (access.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const actor = await this.resolver.resolve({
      token: tokenOf(request.get('Authorization')),
      organizationId: organizationIdOf(request.get('Organization-Id')),
      requestId: request.requestId,
      permission: access.kind === 'permission' ? access.permission : null,
    });
    // A copy: what the HTTP layer adds for this request must not stay on an actor that the resolver may keep.
    request.actor = { ...actor };
    return true;
  }
}

/** Puts the guard before every route. Belongs into the root module, where the implementation of AccessResolver is known. */
export const accessGuardProvider: Provider = { provide: APP_GUARD, useClass: AccessGuard };

/** The token of an `Authorization` header. @throws Refused `access.unauthenticated` when it is missing or malformed */
export function tokenOf(header: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9._~+/-]{1,500}={0,2})$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Refused('access.unauthenticated');
  return token;
}

function organizationIdOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (!isUuid(header)) throw new Refused('access.organization_malformed');
  return header.toLowerCase();
}
