import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrialApp, WRITER, type TrialApp } from './trial-app.fixture.js';

let trial: TrialApp;
beforeAll(async () => { trial = await startTrialApp(); });
afterAll(() => trial.close());

const ID = '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a';

function post(path: string): request.Test {
  return request(trial.server).post(path).set('Authorization', `Bearer ${WRITER}`).set('Idempotency-Key', 'k');
}

function get(path: string): request.Test {
  return request(trial.server).get(path).set('Authorization', `Bearer ${WRITER}`);
}

function expectProblem(response: request.Response, status: number, code: string): void {
  expect({ status: response.status, code: (response.body as { code?: string }).code }).toEqual({ status, code });
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|stack/);
}

describe('a body that can not be read', () => {
  it.each([
    ['malformed JSON', '{"title":', 'application/json', 400, 'request.malformed_json'],
    ['a bare value', '"title"', 'application/json', 400, 'request.malformed_json'],
    ['a form', 'title=x', 'application/x-www-form-urlencoded', 415, 'request.unsupported_body'],
    ['plain text', 'title', 'text/plain', 415, 'request.unsupported_body'],
    ['JSON in UTF-16', '{}', 'application/json; charset=utf-16', 415, 'request.unsupported_charset'],
    ['JSON in GBK', '{}', 'application/json; charset=gbk', 415, 'request.unsupported_charset'],
    ['NUL in a value', '{"title":"a\\u0000b"}', 'application/json', 400, 'request.bad_text'],
    ['NUL in a nested value', '{"first":{"name":["\\u0000"]}}', 'application/json', 400, 'request.bad_text'],
    ['NUL in a name', '{"a\\u0000":1}', 'application/json', 400, 'request.bad_text'],
    ['a lone high surrogate', '{"title":"\\ud800"}', 'application/json', 400, 'request.bad_text'],
    ['a lone low surrogate', '{"title":"\\udc00x"}', 'application/json', 400, 'request.bad_text'],
    ['too many levels', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'application/json', 400, 'request.too_deep'],
    ['a field named like a part of every object', '{"title":"x","hasOwnProperty":1}', 'application/json', 400, 'request.invalid'],
    ['a prototype', '{"title":"x","__proto__":{"admin":true}}', 'application/json', 400, 'request.invalid'],
    ['a list in place of an object', '[]', 'application/json', 400, 'request.invalid'],
    ['a huge body', `{"title":"${'x'.repeat(300_000)}"}`, 'application/json', 413, 'request.too_large'],
    ['an upload where none is taken', '--x--', 'multipart/form-data; boundary=x', 415, 'request.unsupported_body'],
  ])('%s', async (_name, body, type, status, code) => {
    expectProblem(await post('/api/v1/things').set('Content-Type', type).send(body), status, code);
  });

  it('bytes that are no UTF-8', async () => {
    const test = post('/api/v1/things').set('Content-Type', 'application/json');
    test.write(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]));
    expectProblem(await test, 400, 'request.bad_text');
  });

  it('a compressed body', async () => {
    const response = await post('/api/v1/things').set('Content-Type', 'application/json').set('Content-Encoding', 'gzip').send('{}');
    expectProblem(response, 415, 'request.unsupported_encoding');
  });

  it('bad text is refused before anyone asks who the caller is', async () => {
    const before = trial.resolver.questions.length;
    await post('/api/v1/things').set('Content-Type', 'application/json').send('{"title":"\\u0000"}').expect(400);
    expect(trial.resolver.questions).toHaveLength(before);
  });

  it('names the field that holds the bad text, without its value', async () => {
    const response = await post('/api/v1/things').set('Content-Type', 'application/json').send('{"items":[{"name":"秘\\u0000"}]}');
    expect(response.body.errors).toMatchObject([{ field: 'items.0.name', code: 'bad_text' }]);
    expect(response.text).not.toContain('秘');
  });

  it('a whole pair of surrogates is good text', async () => {
    await post('/api/v1/things').send({ title: '𠮷' }).expect(201);
  });
});

describe('a bad address', () => {
  it.each([
    ['a wrong percent-encoding in the path', '/api/v1/things/%E0%A4%A', 400, 'request.malformed_url'],
    ['half a surrogate pair in the path', '/api/v1/things/%ED%A0%80', 400, 'request.malformed_url'],
    ['NUL in the path', '/api/v1/things/a%00', 400, 'request.bad_text'],
    ['NUL in the query', '/api/v1/things?cursor=a%00', 400, 'request.bad_text'],
    ['a wrong percent-encoding in the query', '/api/v1/things?cursor=%zz', 400, 'request.malformed_url'],
    ['a malformed id', '/api/v1/things/42', 400, 'request.invalid'],
    ['a year out of range', '/api/v1/things/by-year/1900/card', 400, 'request.invalid'],
    ['a year in hexadecimal', '/api/v1/things/by-year/0x7e0/card', 400, 'request.invalid'],
    ['a code of the wrong form', '/api/v1/things/by-year/2011/CARD', 400, 'request.invalid'],
    ['an unknown route under the prefix', '/api/v1/nothing', 404, 'request.route_unknown'],
    ['an unknown route beside the prefix', '/nothing', 404, 'request.route_unknown'],
    ['an unknown parameter of a list', '/api/v1/things?colour=red', 400, 'request.invalid'],
    ['a parameter named like a part of every object', '/api/v1/things?constructor=1', 400, 'request.invalid'],
    ['a parameter named like the prototype', '/api/v1/things?__proto__=1', 400, 'request.invalid'],
    ['an unknown parameter without a DTO', '/api/v1/things/plain?x=1', 400, 'request.invalid'],
    ['an unknown parameter beside a named one', '/api/v1/things/named?color=red&x=1', 400, 'request.invalid'],
    ['a repeated parameter', '/api/v1/things/named?color=red&color=blue', 400, 'request.invalid'],
    ['a parameter with brackets', '/api/v1/things?limit[gt]=1', 400, 'request.invalid'],
    ['an unknown parameter of a public route', '/health/live?x=1', 400, 'request.invalid'],
    ['a limit of 0', '/api/v1/things?limit=0', 400, 'request.invalid'],
    ['a limit of 201', '/api/v1/things?limit=201', 400, 'request.invalid'],
    ['a limit in words', '/api/v1/things?limit=1e2', 400, 'request.invalid'],
    ['an empty limit', '/api/v1/things?limit=', 400, 'request.invalid'],
    ['a repeated limit', '/api/v1/things?limit=1&limit=2', 400, 'request.invalid'],
    ['a cursor of strange letters', '/api/v1/things?cursor=a.b', 400, 'request.invalid'],
    ['yes for true', '/api/v1/things?open=yes', 400, 'request.invalid'],
  ])('%s', async (_name, path, status, code) => {
    expectProblem(await get(path), status, code);
  });

  it('names an unknown parameter', async () => {
    const response = await get('/api/v1/things/plain?x=1');
    expect(response.body.errors).toMatchObject([{ field: 'x', code: 'unknown_field' }]);
  });

  it('reads a list query: numbers and yes or no as what they are, 50 when no limit is given', async () => {
    expect((await get('/api/v1/things?limit=7&open=true&cursor=WzFd')).body).toEqual({ limit: 7, open: true, cursor: 'WzFd' });
    expect((await get('/api/v1/things')).body).toEqual({ limit: 50 });
  });

  it('reads ids and numbers of the path', async () => {
    expect((await get(`/api/v1/things/${ID.toUpperCase()}`)).body).toEqual({ id: ID, version: 3 });
    expect((await get('/api/v1/things/by-year/2011/card')).body).toEqual({ year: 2011, kind: 'card' });
  });

  it('a body on a route that takes none', async () => {
    const response = await post(`/api/v1/things/${ID}/approval`).set('If-Match', '3').send({ outcome: 'endorse' });
    expectProblem(response, 400, 'request.invalid');
    expect(response.body.errors).toMatchObject([{ field: 'outcome', code: 'unknown_field' }]);
  });
});

describe('what is not HTTP', () => {
  const send = (text: string): Promise<string> => new Promise((resolve, reject) => {
    const socket = connect((trial.server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => { answer += chunk.toString(); });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

  it.each([
    ['nonsense', 'HELLO\r\n\r\n', 'HTTP/1.1 400', 'request.malformed_http'],
    ['NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n', 'HTTP/1.1 400', 'request.malformed_http'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431', 'request.headers_too_large'],
  ])('%s', async (_name, text, status, code) => {
    const answer = await send(text);
    expect(answer).toContain(status);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('slow connections end by themselves', () => {
    expect(trial.server.headersTimeout).toBe(15_000);
    expect(trial.server.requestTimeout).toBe(120_000);
    expect(trial.server.keepAliveTimeout).toBe(65_000);
  });
});

describe('uploads', () => {
  it('takes a file, and leaves the digest of the content to the handler', async () => {
    const response = await post('/api/v1/things/files').field('username', 'a').attach('file', Buffer.from('12345'), 'a.txt');
    expect(response.body).toEqual({ size: 5, username: 'a', digest: null });
  });

  it('a file over the limit', async () => {
    const response = await post('/api/v1/things/files').field('username', 'a').attach('file', Buffer.alloc(2000), 'a.txt');
    expectProblem(response, 413, 'request.upload_too_large');
  });

  it('a file under another name', async () => {
    const response = await post('/api/v1/things/files').field('username', 'a').attach('other', Buffer.alloc(20), 'a.txt');
    expectProblem(response, 400, 'request.malformed_upload');
  });

  it('a form that breaks off', async () => {
    const response = await post('/api/v1/things/files').set('Content-Type', 'multipart/form-data; boundary=x')
      .send('--x\r\nContent-Disposition: form-data; name="username"\r\n\r\na');
    expectProblem(response, 400, 'request.malformed_upload');
  });

  it('a form without a boundary', async () => {
    expectProblem(await post('/api/v1/things/files').set('Content-Type', 'multipart/form-data').send('x'), 400, 'request.malformed_upload');
  });

  it('an unknown field, and bad text, in a form', async () => {
    expectProblem(await post('/api/v1/things/files').field('username', 'a').field('x', '1'), 400, 'request.invalid');
    expectProblem(await post('/api/v1/things/files').field('username', 'a\0'), 400, 'request.bad_text');
  });
});
