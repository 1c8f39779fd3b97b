import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { Observable } from 'rxjs';
import { Refused, type FieldError } from '../../kernel/refusals.js';
import { mediaType } from './body.js';
import type { HttpRequest } from './request-context.js';
import { shortName, unknownField } from './text.js';

/** What a handler reads: `all` when a DTO takes the whole of it (validation then knows the names), else the names. */
interface Reads { readonly all: boolean; readonly names: ReadonlySet<string> }
interface Shape { readonly query: Reads; readonly body: Reads; readonly takesUpload: boolean }

const API_CONSUMES = 'swagger/apiConsumes';

/**
 * Refuses what a route does not read: query parameters, body fields, bodies on routes without one, uploads on routes
 * that do not declare `@ApiConsumes('multipart/form-data')`. Nothing a caller sends is ever ignored.
 */
@Injectable()
export class RequestShape implements NestInterceptor {
  private readonly shapes = new Map<unknown, Shape>();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const shape = this.shapeOf(context);
    if (!shape.takesUpload && mediaType(request) === 'multipart/form-data') throw new Refused('request.unsupported_body');
    // An upload's form is read by its route, which says so when the body is none.
    const bodyErrors = shape.takesUpload ? [] : unknownNames(request.body, shape.body);
    const errors = [...unknownNames(request.query, shape.query), ...bodyErrors];
    if (errors.length > 0) throw new Refused('request.invalid', { errors });
    return next.handle();
  }

  private shapeOf(context: ExecutionContext): Shape {
    const handler = context.getHandler();
    const known = this.shapes.get(handler);
    if (known) return known;
    const shape = readShape(context.getClass(), handler);
    this.shapes.set(handler, shape);
    return shape;
  }
}

function unknownNames(sent: unknown, reads: Reads): FieldError[] {
  if (reads.all || typeof sent !== 'object' || sent === null) return [];
  return Object.entries(sent).flatMap(([name, value]) => {
    if (!reads.names.has(name)) return [unknownField(name)];
    return Array.isArray(value) ? [{ field: shortName(name), ...REPEATED }] : [];
  });
}

const REPEATED = { code: 'repeated', zh: '不得重复给出', en: 'Must be given only once' } as const;

function readShape(controller: object, handler: { readonly name: string }): Shape {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as Record<string, { data?: unknown }>;
  const types = (Reflect.getMetadata('design:paramtypes', (controller as { prototype: object }).prototype, handler.name) ?? []) as unknown[];
  const of = (kind: RouteParamtypes): Reads => {
    const mine = Object.entries(parameters).filter(([key]) => key.startsWith(`${kind}:`));
    const names = mine.flatMap(([, { data }]) => (typeof data === 'string' ? [data] : []));
    const all = mine.some(([key, { data }]) => data === undefined && isDto(types[Number(key.split(':')[1])]));
    return { all, names: new Set(names) };
  };
  const consumes = [Reflect.getMetadata(API_CONSUMES, handler), Reflect.getMetadata(API_CONSUMES, controller)].flat() as unknown[];
  const takesUpload = consumes.includes('multipart/form-data');
  return { query: of(RouteParamtypes.QUERY), body: of(RouteParamtypes.BODY), takesUpload };
}

/** Only a class of our own tells validation which names it knows. */
function isDto(type: unknown): boolean {
  return typeof type === 'function' && ![Object, Array, String, Number, Boolean].some((builtIn) => builtIn === type);
}
