import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemOf } from './problem.js';
import { Refused } from '../../kernel/refusals.js';
import { negotiateLanguage } from './request-context.js';
import { ACCOUNT_ID, startTrialApp, WRITER, type TrialApp } from './trial-app.fixture.js';

let trial: TrialApp;
beforeAll(async () => { trial = await startTrialApp(); });
afterAll(() => trial.close());
beforeEach(() => { trial.lines.length = 0; });

const ID = '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a';
const fault = (kind: string): request.Test => request(trial.server).get(`/api/v1/faults/${kind}`);
const approve = (version: string): request.Test => request(trial.server)
  .post(`/api/v1/things/${ID}/approval`).set('Authorization', `Bearer ${WRITER}`).set('If-Match', version);

describe('problems', () => {
  it.each([
    ['text', 400, 'request.bad_text'],
    ['serialization', 503, 'request.try_again'],
    ['timeout', 503, 'request.try_again'],
    ['refused', 503, 'request.try_again'],
    ['unique', 500, 'server.error'],
    ['thrown', 500, 'server.error'],
    ['undeclared', 500, 'server.error'],
    ['unforeseen', 500, 'server.error'],
    ['rule', 422, 'trial.rule'],
  ])('%s → %i %s', async (kind, status, code) => {
    const response = await fault(kind);
    expect(response.status).toBe(status);
    expect(response.body).toMatchObject({ status, code, type: `urn:bangfu:problem:${code}`, errors: [] });
    expect(response.text).not.toMatch(/李雷|32058419|\bat |constraint|people/);
  });

  it('503 says when to come back', async () => {
    expect((await fault('timeout')).headers['retry-after']).toBe('2');
  });

  it('carries the safe details, and only those', async () => {
    const response = await approve('"2"');
    expect(response.body).toEqual({
      type: 'urn:bangfu:problem:trial.stale', title: '版本 2 已过时', titleZh: '版本 2 已过时', titleEn: 'Version 2 is stale',
      status: 412, code: 'trial.stale', errors: [], requestId: response.headers['x-request-id'], details: { seen: 2 },
    });
  });

  it('names 50 fields at most and says how many there are', () => {
    const errors = Array.from({ length: 60 }, (_, index) => ({ field: `f${index}`, code: 'x', zh: '', en: '' }));
    const problem = problemOf(new Refused('request.invalid', { errors }), 'en', ID);
    expect(problem.errors).toHaveLength(50);
    expect(problem.detail).toBe('50 / 60');
  });
});

describe('language', () => {
  it.each([
    [undefined, 'zh-CN'], ['', 'zh-CN'], ['en', 'en'], ['en-GB,en;q=0.9', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en;q=0.5, zh-TW;q=0.9', 'zh-CN'], ['fr', 'zh-CN'], ['fr, en;q=0.1', 'en'], ['*', 'zh-CN'], ['en, zh', 'en'], ['zh, en', 'zh-CN'],
    ['en;q=0', 'zh-CN'], ['\u0001;;q=', 'zh-CN'], ['en;q=abc', 'zh-CN'],
  ])('%s → %s', (header, language) => {
    expect(negotiateLanguage(header)).toBe(language);
  });

  it('titles and fields follow it; both languages are always there', async () => {
    const response = await request(trial.server).get('/api/v1/things?limit=x')
      .set('Authorization', `Bearer ${WRITER}`).set('Accept-Language', 'en');
    expect(response.headers['content-language']).toBe('en');
    expect(response.headers.vary).toContain('Accept-Language');
    expect(response.body.title).toBe(response.body.titleEn);
    expect(response.body.titleZh).toBe('请求内容有误，请检查标出的各项');
    expect(response.body.errors[0]).toMatchObject({ field: 'limit', message: 'Must be a whole number, 1 to 200', zh: '须为整数，1 至 200' });
  });
});

describe('request ids, headers and lines', () => {
  it('takes a UUID and echoes it; replaces anything else', async () => {
    const given = await fault('rule').set('X-Request-Id', ID);
    expect([given.headers['x-request-id'], given.body.requestId]).toEqual([ID, ID]);
    const other = await fault('rule').set('X-Request-Id', 'my request');
    expect(other.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('one line a request: the pattern, never the values', async () => {
    await request(trial.server).get(`/api/v1/things/${ID}`).set('Authorization', `Bearer ${WRITER}`).set('X-Request-Id', ID);
    const lines = trial.lines.filter(({ msg }) => msg === 'request');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ method: 'GET', route: '/api/v1/things/:id', status: 200, requestId: ID, accountId: ACCOUNT_ID });
    expect(lines[0]?.durationMs).toBeTypeOf('number');
  });

  it('what a service logs within a request carries the request id and nothing else of it', async () => {
    await request(trial.server).get(`/api/v1/things/${ID}`).set('Authorization', `Bearer ${WRITER}`).set('X-Request-Id', ID);
    const line = trial.lines.find(({ msg }) => msg === 'looked up');
    expect(Object.keys(line ?? {}).sort()).toEqual(['context', 'level', 'msg', 'requestId', 'time']);
    expect(line?.requestId).toBe(ID);
  });

  it('a request that is turned away early has its line too', async () => {
    await request(trial.server).post('/api/v1/secret?name=x').set('Content-Type', 'application/json').send('{');
    const lines = trial.lines.filter(({ msg }) => msg === 'request');
    expect(lines).toMatchObject([{ method: 'POST', route: null, status: 400, accountId: null }]);
    expect(JSON.stringify(trial.lines)).not.toMatch(/secret|name=x/);
  });

  it('a fault is logged with its request id, and without the values it speaks of', async () => {
    for (const kind of ['unforeseen', 'unique', 'serialization', 'thrown']) await fault(kind).set('X-Request-Id', ID);
    const faults = trial.lines.filter(({ error }) => error !== undefined);
    expect(faults).toHaveLength(4);
    expect(faults[0]).toMatchObject({
      requestId: ID, route: '/api/v1/faults/:kind', error: { name: 'TypeError', message: 'Cannot read properties of … #' },
    });
    expect((faults[0]?.error as { frames: string[] }).frames.length).toBeGreaterThan(0);
    expect(faults[1]).toMatchObject({ error: { sqlState: '23505', table: 'people', constraint: 'people_key' } });
    expect(faults[2]).toMatchObject({ level: 40, error: { sqlState: '40001' } });
    expect(JSON.stringify(trial.lines)).not.toMatch(/李雷|320584199001011234/);
  });

  it('safe headers, no maker\'s name, nothing to be cached, no cross-origin permission', async () => {
    const { headers } = await request(trial.server).get('/health/live').set('Origin', 'https://example.org');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-frame-options': 'SAMEORIGIN',
    });
    expect(headers['content-security-policy']).toContain('default-src \'self\'');
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('etag');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('fen leave as whole numbers, and a number beyond JSON\'s reach never leaves', async () => {
    const small = await request(trial.server).get('/api/v1/things/plain').set('Authorization', `Bearer ${WRITER}`);
    expect(small.text).toBe('{"amountFen":1000000}');
    const large = await request(trial.server).get('/api/v1/things/too-large').set('Authorization', `Bearer ${WRITER}`);
    expect([large.status, large.body.code]).toEqual([500, 'server.error']);
  });
});
