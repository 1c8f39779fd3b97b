import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '../../kernel/actor.js';

/** What a route asks of its caller. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed_in' }
  | { readonly kind: 'permission'; readonly permission: string };

/** What the access guard reads of a request, and the actor that it leaves there. */
export interface AccessRequest extends Request {
  requestId: string;
  actor?: Actor;
}

/** Turns a session token into the actor who works in one branch. One module implements it, and the root module binds it. */
export abstract class AccessResolver {
  /**
   * @param request.token the opaque session token of `Authorization: Bearer …`
   * @param request.organizationId the branch asked for (a UUID), or undefined for the session's default
   * @param request.permission what the route needs; null when any signed-in account will do
   * @throws Refused `access.unauthenticated`, `access.permission_missing`
   */
  abstract resolve(request: AccessQuestion): Promise<Actor>;
}

export interface AccessQuestion {
  readonly token: string | undefined;
  readonly organizationId: string | undefined;
  readonly requestId: string;
  readonly permission: string | null;
}

/** The metadata key under which a controller or a method says what it asks of its caller. */
export const ACCESS = 'auth:access';

type AccessDecorator = ClassDecorator & MethodDecorator;

/** The caller must hold this permission in the branch that the request works in. On a method, or on a controller for all. */
export function RequirePermission(permission: string): AccessDecorator {
  return applyDecorators(asks({ kind: 'permission', permission }), ApiExtension('x-access', permission), ...signedIn());
}

/** Any signed-in account will do. */
export function SignedIn(): AccessDecorator {
  return applyDecorators(asks({ kind: 'signed_in' }), ApiExtension('x-access', 'signed-in'), ...signedIn());
}

/** Anyone may call this route; it has no actor. */
export function Public(): AccessDecorator {
  return applyDecorators(asks({ kind: 'public' }), ApiExtension('x-access', 'public'));
}

/** `@CurrentActor() actor: Actor`: who acts, in which branch. Not for public routes. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<AccessRequest>();
  if (!actor) throw new Error('A public route has no actor');
  return actor;
});

/** What a handler asks of its caller: the method's own word before its controller's; undefined when neither says. */
export function accessOf(handler: object, controller: object): Access | undefined {
  return (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as Access | undefined;
}

function asks(access: Access): AccessDecorator {
  return SetMetadata(ACCESS, access);
}

function signedIn(): AccessDecorator[] {
  const description = '本次请求所在的组织；不写则用登录时的默认组织。The branch to work in; the session\'s default when absent.';
  const header = ApiHeader({ name: 'Organization-Id', required: false, description, schema: { type: 'string', format: 'uuid' } });
  return [ApiBearerAuth() as AccessDecorator, header as AccessDecorator];
}
