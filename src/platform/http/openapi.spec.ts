import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiOperation, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlainText } from './fields.js';
import { openApiDocument, routesWithoutExamples } from './openapi.js';
import { startTrialApp, type TrialApp } from './trial-app.fixture.js';

class SilentBody {
  @PlainText({ max: 10 }) name!: string;
}

@Controller('silent')
class SilentController {
  @Get() list(): object { return {}; }

  @Post() @ApiOperation({ summary: 'x' }) @ApiResponse({ status: 201, schema: { type: 'object' }, example: {} })
  make(@Body() body: SilentBody): object { return body; }
}

@Module({ controllers: [SilentController] })
class SilentModule {}

let trial: TrialApp;
let document: OpenAPIObject;
beforeAll(async () => {
  trial = await startTrialApp();
  document = openApiDocument(trial.app);
});
afterAll(() => trial.close());

it('serves the document, and a page whose every asset is local', async () => {
  const served = (await request(trial.server).get('/api/openapi.json').expect(200)).body as OpenAPIObject;
  expect(Object.keys(served.paths)).toContain('/api/v1/things/{id}');
  const page = await request(trial.server).get('/api/docs').expect(200);
  const links = [...page.text.matchAll(/(?:src|href)=['"]([^'"#]+)/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    expect(link).not.toMatch(/^(https?:)?\/\//);
    await request(trial.server).get(new URL(link, 'http://x/api/docs').pathname).expect(200);
  }
  const script = await request(trial.server).get('/api/docs/swagger-ui-init.js').expect(200);
  expect(script.text).toContain('"validatorUrl": null');
});

it('documents what a route demands', () => {
  const make = document.paths['/api/v1/things']?.post;
  const names = (make?.parameters ?? []).map((parameter) => ('name' in parameter ? parameter.name : ''));
  expect(names.sort()).toEqual(['Accept-Language', 'Idempotency-Key', 'Organization-Id']);
  expect(make?.security).toEqual([{ bearer: [] }]);
  expect((make as Record<string, unknown> | undefined)?.['x-access']).toBe('things:write');
  const approve = document.paths['/api/v1/things/{id}/approval']?.post;
  expect(JSON.stringify(approve?.parameters)).toContain('"If-Match"');
  expect(Object.keys(make?.responses ?? {})).toEqual(expect.arrayContaining(['201', '400', '401', '403', '404', '409', '412', '422', '428', '429']));
  expect(make?.description).toBe('- `trial.rule` (422): 不可以 · Not allowed');
});

it('a public route asks for no token', () => {
  const signIn = document.paths['/api/v1/faults/sign-in']?.post;
  expect(signIn?.security).toBeUndefined();
  expect(Object.keys(signIn?.responses ?? {})).not.toContain('401');
  const me = document.paths['/api/v1/faults/me/actor']?.get;
  expect(me?.security).toEqual([{ bearer: [] }]);
  expect(Object.keys(me?.responses ?? {})).toContain('401');
});

it('describes bodies field by field from the same decorators that check them', () => {
  const schema = document.components?.schemas?.ThingBody as { properties: Record<string, unknown>; required: string[] };
  expect(schema.required).toEqual(['title']);
  expect(schema.properties.title).toEqual({ type: 'string', minLength: 1, maxLength: 20, example: '甲' });
  expect(schema.properties.items).toMatchObject({ type: 'array', items: { $ref: '#/components/schemas/ItemBody' }, maxItems: 3 });
  expect(schema.properties.relatedIds).toMatchObject({ type: 'array', items: { type: 'string', format: 'uuid' } });
});

it('every problem has the one schema and an example', () => {
  const { responses } = document.components ?? {};
  expect(Object.keys(responses ?? {})).toEqual(['400', '401', '403', '404', '409', '412', '422', '428', '429'].map((status) => `Problem${status}`));
  expect(responses?.Problem400).toMatchObject({
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemModel' }, example: { status: 400, code: 'request.invalid' } } },
  });
});

it('finds the routes without a summary, an example request or an example response', async () => {
  expect(routesWithoutExamples(document)).toEqual([]);
  const app = await NestFactory.create<NestExpressApplication>(SilentModule, { logger: false });
  expect(routesWithoutExamples(openApiDocument(app))).toEqual([
    'GET /silent: summary', 'GET /silent: response', 'POST /silent: request',
  ]);
  await app.close();
});
