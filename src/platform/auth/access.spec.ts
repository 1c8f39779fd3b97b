import { Controller, Get, Module, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT_ID, ORGANIZATION_ID, READER, startTrialApp, WRITER, type TrialApp } from '../http/trial-app.fixture.js';
import { assertEveryRouteHasAccess, declaredRoutes } from './access-check.js';
import { AccessGuard } from './access.guard.js';
import { Public, RequirePermission } from './access.js';

let trial: TrialApp;
beforeAll(async () => { trial = await startTrialApp(); });
afterAll(() => trial.close());
beforeEach(() => { trial.resolver.questions.length = 0; });

const OTHER = '01979f3e-0000-7000-8000-000000000099';
const get = (path: string, headers: Record<string, string> = {}): request.Test => request(trial.server).get(path).set(headers);

describe('who may come in', () => {
  it.each([
    ['no header', {}],
    ['another scheme', { Authorization: 'Basic YTpi' }],
    ['no token', { Authorization: 'Bearer ' }],
    ['two tokens', { Authorization: 'Bearer a b' }],
    ['a token of strange letters', { Authorization: 'Bearer a"b' }],
    ['an endless token', { Authorization: `Bearer ${'a'.repeat(501)}` }],
    ['an unknown token', { Authorization: 'Bearer nobody' }],
  ])('not with %s', async (_name, headers) => {
    const response = await get('/api/v1/things', headers);
    expect([response.status, response.body.code]).toEqual([401, 'access.unauthenticated']);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it('not without the permission', async () => {
    const response = await get('/api/v1/things', { Authorization: `Bearer ${READER}` });
    expect([response.status, response.body.code]).toEqual([403, 'access.permission_missing']);
  });

  it('any signed-in account where that is enough', async () => {
    const response = await get('/api/v1/faults/me/actor', { Authorization: `bearer ${READER}` });
    expect(response.body).toEqual({ accountId: ACCOUNT_ID, organizationId: ORGANIZATION_ID });
    expect(trial.resolver.questions).toMatchObject([{ token: READER, organizationId: undefined, permission: null }]);
  });

  it('asks for the route\'s permission, in the branch asked for, under the request\'s id', async () => {
    const response = await get('/api/v1/things', { Authorization: `Bearer ${WRITER}`, 'Organization-Id': OTHER.toUpperCase() });
    expect(trial.resolver.questions).toEqual([
      { token: WRITER, organizationId: OTHER, permission: 'things:write', requestId: response.headers['x-request-id'] },
    ]);
  });

  it.each([['1'], [''], ['x'.repeat(36)], [`${OTHER}, ${OTHER}`]])('not with the branch "%s"', async (branch) => {
    const response = await get('/api/v1/things', { Authorization: `Bearer ${WRITER}`, 'Organization-Id': branch });
    expect([response.status, response.body.code]).toEqual([400, 'access.organization_malformed']);
    expect(trial.resolver.questions).toEqual([]);
  });

  it('anyone on a public route, unasked', async () => {
    await get('/api/v1/faults/rule').expect(422);
    expect(trial.resolver.questions).toEqual([]);
  });
});

describe('routes that do not say who may call them', () => {
  @Controller('silent')
  class SilentController {
    @Get('spoken') @Public() spoken(): object { return {}; }
    @Get('unspoken/:id') unspoken(): object { return {}; }
  }
  @RequirePermission('a:b')
  @Controller(['one', 'two'])
  class SpokenController {
    @Get() list(): object { return {}; }
  }
  @Module({ controllers: [SilentController, SpokenController] })
  class SilentModule {}

  it('stop the start, named', async () => {
    const app = await NestFactory.create(SilentModule, { logger: false });
    expect(() => assertEveryRouteHasAccess(app)).toThrow('GET /silent/unspoken/:id (SilentController.unspoken)');
    expect(() => assertEveryRouteHasAccess(app)).not.toThrow('SpokenController');
    await app.close();
  });

  it('let nobody in', async () => {
    const context = { getHandler: () => SilentController.prototype.unspoken, getClass: () => SilentController };
    const guard = new AccessGuard(trial.resolver);
    await expect(guard.canActivate(context as unknown as ExecutionContext)).rejects.toMatchObject({ code: 'access.permission_missing' });
  });

  it('the trial application has none', () => {
    expect(() => assertEveryRouteHasAccess(trial.app)).not.toThrow();
    expect(declaredRoutes(trial.app).find(({ handlerName }) => handlerName === 'me'))
      .toMatchObject({ method: 'GET', path: '/faults/me/actor', access: { kind: 'signed_in' } });
  });
});
