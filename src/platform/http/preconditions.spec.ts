import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { startTrialApp, WRITER, type TrialApp } from './trial-app.fixture.js';

let trial: TrialApp;
beforeAll(async () => { trial = await startTrialApp(); });
afterAll(() => trial.close());

const ID = '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a';

function post(path: string, headers: Record<string, string> = {}): request.Test {
  return request(trial.server).post(path).set('Authorization', `Bearer ${WRITER}`).set(headers);
}

describe('If-Match', () => {
  const approve = (headers: Record<string, string>): request.Test => post(`/api/v1/things/${ID}/approval`, headers);

  it.each([['"3"'], ['3']])('%s is the version seen', async (header) => {
    const response = await approve({ 'If-Match': header });
    expect([response.status, response.headers.etag]).toEqual([200, '"3"']);
  });

  it.each([
    ['W/"3"'], ['*'], ['"3", "4"'], ['"03"'], ['"0"'], ['""'], ['three'], ['-1'], ['3.0'], ['"3'], ['99999999999'], ['2147483648'],
  ])('%s is malformed', async (header) => {
    const response = await approve({ 'If-Match': header });
    expect([response.status, response.body.code]).toEqual([400, 'request.version_malformed']);
  });

  it('none is asked for', async () => {
    const response = await approve({});
    expect([response.status, response.body.code]).toEqual([428, 'request.version_required']);
  });

  it('another one is stale', async () => {
    expect((await approve({ 'If-Match': '"2"' })).status).toBe(412);
  });

  it('a read gives the version as its ETag', async () => {
    const response = await request(trial.server).get(`/api/v1/things/${ID}`).set('Authorization', `Bearer ${WRITER}`);
    expect(response.headers.etag).toBe('"3"');
  });
});

describe('Idempotency-Key', () => {
  const make = (body: object, key = 'k-1', path = '/api/v1/things'): request.Test => post(path, { 'Idempotency-Key': key }).send(body);
  const digestOf = async (body: object, path?: string): Promise<string> => (await make(body, 'k', path)).body.claim.bodyDigest as string;

  it('none is asked for', async () => {
    const response = await post('/api/v1/things').send({ title: 'a' });
    expect([response.status, response.body.code]).toEqual([428, 'request.idempotency_key_required']);
  });

  it.each([['a b'], ['é'], ['x'.repeat(201)]])('%s is malformed', async (key) => {
    const response = await make({ title: 'a' }, key);
    expect([response.status, response.body.code]).toEqual([400, 'request.idempotency_key_malformed']);
  });

  it('claims the key with method, pattern and digest', async () => {
    const { claim } = (await make({ title: 'a' }, 'k-1')).body as { claim: Record<string, unknown> };
    expect(claim).toMatchObject({ key: 'k-1', method: 'POST', route: '/api/v1/things' });
    expect(claim.bodyDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('the order of fields does not matter, their content does', async () => {
    const first = await digestOf({ title: 'a', color: 'red' });
    expect(await digestOf({ color: 'red', title: 'a' })).toBe(first);
    expect(await digestOf({ title: 'a', color: 'blue' })).not.toBe(first);
    expect(await digestOf({ title: 'a' })).not.toBe(first);
  });

  it('one request\'s key does not stay for the next one of the same account', async () => {
    await make({ title: 'a' }, 'first').expect(201);
    const response = await make({ title: 'a' }, 'second');
    expect(response.body.claim.key).toBe('second');
  });

  it.each([
    [{ b: 1, a: [2, { d: null, c: 'x' }] }, '{"a":[2,{"c":"x","d":null}],"b":1}'],
    [{ a: undefined, b: '"' }, '{"b":"\\""}'],
    ['text', '"text"'],
    [null, 'null'],
  ])('%j is written %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

describe('sign-in limits', () => {
  it('3 attempts a name, 6 an address; names differ only by more than case; then the caller is told when to come back', async () => {
    const attempt = (username: string): request.Test => request(trial.server).post('/api/v1/faults/sign-in').send({ username });
    const statuses = [];
    for (const name of ['li', 'LI', ' li', 'li']) statuses.push((await attempt(name)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect([(await attempt('han')).status, (await attempt('mei')).status]).toEqual([200, 200]);
    // Without a trusted proxy nobody can borrow another address.
    const over = await attempt('zhao').set('X-Forwarded-For', '203.0.113.9');
    expect([over.status, over.body.code]).toEqual([429, 'request.too_many']);
    const seconds = Number(over.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(over.body.titleEn).toBe(`Too many requests; try again in ${seconds} seconds`);
  });

  it('does not hold for other routes', async () => {
    await request(trial.server).get('/health/live').expect(200);
  });
});
