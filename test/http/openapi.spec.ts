import { ModulesContainer } from '@nestjs/core';
import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/kernel/refusals.js';
import { permissionsOf, roles } from '../../src/modules/identity/rules/permissions.js';
import { ACCESS } from '../../src/platform/auth/access.js';
import { declaredRoutes } from '../../src/platform/auth/access-check.js';
import { openApiDocument, routesWithoutExamples } from '../../src/platform/http/openapi.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { addressOf, documentOf, operationsOf, type Operation } from './operations.js';

let stage: TestApp;
let operations: Operation[];
const nowhere = '0194e5a0-7c00-7000-8000-00000000dead';

beforeAll(async () => {
  stage = await startTestApp();
  operations = await operationsOf(stage);
});
afterAll(() => stage.close());

/** `GET /api/v1/members/:id` for every route that the server listens to; middleware takes every method there is, a route one. */
function listenedTo(): string[] {
  const express = stage.app.getHttpAdapter().getInstance() as Express;
  const routes = express.router.stack.flatMap((layer) => (layer.route ? [layer.route] : []));
  const methodsOf = (route: (typeof routes)[number]): string[] => route.stack.flatMap(({ method }) => (method ? [method.toUpperCase()] : []));
  return routes.filter((route) => methodsOf(route).length === 1).map((route) => `${methodsOf(route)[0]} ${String(route.path)}`);
}

describe('the routes of the running server', () => {
  it('are all documented with a summary and examples', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(routesWithoutExamples(openApiDocument(stage.app))).toEqual([]);
  });

  it('stand in the document, each once', async () => {
    const documented = Object.entries((await documentOf(stage)).paths)
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`));
    const listened = listenedTo().filter((route) => !/ \/?api\/(docs|openapi)/.test(route));
    expect([...listened].sort()).toEqual([...documented].sort());
  });

  it('have exactly one rule of access each', () => {
    const routes = declaredRoutes(stage.app);
    expect(routes).toHaveLength(operations.length + 2); // the two of health stand outside /api/v1
    const controllers = [...stage.app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]).map(({ metatype }) => metatype);
    const rules = routes.map(({ controller, handlerName, handler }) => {
      const owner = controllers.find((one) => typeof one === 'function' && one.name === controller) as object;
      const said = [handler, owner].filter((place) => Reflect.getMetadata(ACCESS, place) !== undefined);
      return { route: `${controller}.${handlerName}`, rules: said.length };
    });
    expect(rules.filter((route) => route.rules !== 1)).toEqual([]);
  });

  it('ask for permissions that some role gives', () => {
    const given = permissionsOf(roles);
    const asked = new Set(operations.map(({ access }) => access).filter((access) => access !== 'public' && access !== 'signed-in'));
    expect([...asked].filter((permission) => !given.has(permission))).toEqual([]);
  });

  it('name refusals that exist, and explain each', () => {
    const named = operations.flatMap(({ path, refusals, description }) => refusals.map((code) => ({ path, code, description })));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ code, description }) => refusalOf(code) === undefined || !description.includes(`\`${code}\``))).toEqual([]);
  });

  it('let nobody in who has not signed in, but for signing in', async () => {
    const open: string[] = [];
    for (const operation of operations) {
      const answer = await stage.request(operation.method, addressOf(operation, nowhere));
      if (answer.status !== 401 || (answer.body as { code: string }).code !== 'access.unauthenticated') open.push(`${operation.method} ${operation.path}: ${answer.status}`);
    }
    expect(open).toEqual(['post sessions: 400']);
  });
});

describe('beside the API', () => {
  it('serves the documentation with assets of its own', async () => {
    const page = await fetch(`${stage.address}/api/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(assets.length).toBeGreaterThan(2);
    for (const address of assets) {
      const asset = await fetch(new URL(address, `${stage.address}/api/docs`));
      await asset.arrayBuffer();
      expect({ address, local: asset.url.startsWith(stage.address), status: asset.status }).toEqual({ address, local: true, status: 200 });
    }
  });

  it('serves the document for programs', async () => {
    const answer = await fetch(`${stage.address}/api/openapi.json`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ openapi: expect.stringMatching(/^3\./) as string, info: { title: '帮扶 Bangfu' } });
  });

  it.each([['live', { status: 'ok' }], ['ready', { status: 'ok', checked: ['database', 'queue'] }]])('answers /health/%s', async (which, body) => {
    const answer = await fetch(`${stage.address}/health/${which}`);
    expect([answer.status, await answer.json()]).toEqual([200, body]);
  });
});
