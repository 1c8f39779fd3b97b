import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { accessOf, type Access } from './access.js';

/** One route of the application, as its controller declares it. */
export interface DeclaredRoute {
  readonly controller: string;
  readonly handlerName: string;
  readonly handler: object;
  /** `GET`, `POST` … */
  readonly method: string;
  /** The declared path, without the global prefix. */
  readonly path: string;
  readonly access: Access | undefined;
}

/** Every route of every controller, for start-up checks and tests. */
export function declaredRoutes(app: INestApplicationContext): DeclaredRoute[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, unknown>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => routeOf(metatype, prototype, name));
  });
}

/** @throws Error naming every route that says neither `@RequirePermission`, `@SignedIn` nor `@Public` */
export function assertEveryRouteHasAccess(app: INestApplicationContext): void {
  const silent = declaredRoutes(app).filter(({ access }) => access === undefined);
  if (silent.length === 0) return;
  const names = silent.map(({ method, path, controller, handlerName }) => `${method} ${path} (${controller}.${handlerName})`);
  throw new Error(`These routes do not say who may call them: ${names.join(', ')}`);
}

function routeOf(controller: object & { readonly name: string }, prototype: Record<string, unknown>, name: string): DeclaredRoute[] {
  const handler = prototype[name];
  if (typeof handler !== 'function') return [];
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  if (method === undefined) return [];
  const paths = [Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)] as unknown[];
  const path = paths.flat().map((part) => String(part ?? '').replace(/^\/|\/$/g, '')).filter((part) => part !== '').join('/');
  return [{
    controller: controller.name, handlerName: name, handler, method: RequestMethod[method] ?? '', path: `/${path}`,
    access: accessOf(handler, controller),
  }];
}
