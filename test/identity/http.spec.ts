import type request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/ids.js';
import { IdentityModule } from '../../src/modules/identity/identity.module.js';
import { AccountSetup } from '../../src/modules/identity/public/accounts.js';
import { OrganizationsModule } from '../../src/modules/organizations/organizations.module.js';
import { openApiDocument, routesWithoutExamples } from '../../src/platform/http/openapi.js';
import { TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';
import { startModuleApp, type ModuleApp } from '../support/module-app.js';
import type { Call } from '../support/requests.js';

const FIRST = 'three-quiet-herons';
const CHOSEN = 'seven-slow-ferries';

let stage: ModuleApp;
let database: TestDatabase;
let administrator: string;

beforeAll(async () => {
  stage = await startModuleApp({ modules: [OrganizationsModule, IdentityModule] });
  ({ database } = stage);
  const first = await stage.app.get(AccountSetup).createFirstAdministrator();
  administrator = await settle(first!.username, first!.password);
});
afterAll(() => stage.close());

/** A request without a key: signing in and resetting a password ask for none. */
const call: Call = (method, path, token) => stage.call(method, path, token).unset('Idempotency-Key');
const post = (path: string, token: string, body: object): request.Test => stage.call('post', path, token).send(body);

/** Signs in with a first password and changes it. */
async function settle(username: string, password: string): Promise<string> {
  const opened = await call('post', 'sessions').send({ username, password }).expect(201);
  expect(opened.body.mustChangePassword).toBe(true);
  const token = opened.body.token as string;
  await call('put', 'me/password', token).send({ currentPassword: password, newPassword: CHOSEN }).expect(204);
  return token;
}

async function hire(username: string, path: string, role: string): Promise<{ id: string; token: string }> {
  const organizationId = database.organization(path).id;
  const made = await post('accounts', administrator, { username, displayName: '新同事', password: FIRST, organizationId }).expect(201);
  expect(made.body).toMatchObject({ username, organizationId, mustChangePassword: true, version: 1, roles: [] });
  const id = made.body.id as string;
  const given = await post(`accounts/${id}/roles`, administrator, { role, organizationId, validFrom: '2011-01-04' }).expect(201);
  expect(given.body).toMatchObject({ role, organizationId, validFrom: '2011-01-04', validTo: null });
  return { id, token: await settle(username, FIRST) };
}

describe('accounts over HTTP', () => {
  it('asks for a sign-in, then for a new password, then for the permission', async () => {
    const nobody = await call('get', 'accounts').expect(401);
    expect(nobody.body.code).toBe('access.unauthenticated');
    const { token } = await hire('wj.caseworker', WUJIANG, 'caseworker');
    const forbidden = await call('get', 'accounts', token).expect(403);
    expect(forbidden.body.code).toBe('access.permission_missing');
    const me = await call('get', 'me', token).expect(200);
    expect(me.body).toMatchObject({ username: 'wj.caseworker', mustChangePassword: false, branch: { organizationPath: WUJIANG, roles: ['caseworker'] } });
    await call('get', 'organizations', token).expect(200);
  });

  it('lets somebody who must change the password do that, see themselves and leave, and nothing else', async () => {
    const organizationId = database.organization(WUJIANG).id;
    const made = await post('accounts', administrator, { username: 'wj.new', displayName: '新同事', password: FIRST, organizationId }).expect(201);
    await post(`accounts/${made.body.id}/roles`, administrator, { role: 'analyst', organizationId, validFrom: '2011-01-04' }).expect(201);
    const { body } = await call('post', 'sessions').send({ username: 'wj.new', password: FIRST }).expect(201);
    await call('get', 'me', body.token).expect(200);
    const refused = await call('get', 'organizations', body.token).expect(403);
    expect(refused.body.code).toBe('access.password_change_required');
    await call('delete', 'sessions/current', body.token).expect(204);
    await call('get', 'me', body.token).expect(401);
  });

  it('answers a repeated request with the first account, and its key with other content with a refusal', async () => {
    const key = newId();
    const body = { username: 'wj.once', displayName: '新同事', password: FIRST, organizationId: database.organization(WUJIANG).id };
    const send = (content: object) => call('post', 'accounts', administrator).set('Idempotency-Key', key).send(content);
    const [first, again] = [await send(body).expect(201), await send(body).expect(201)];
    expect(again.body.id).toBe(first.body.id);
    const other = await send({ ...body, username: 'wj.twice' }).expect(409);
    expect(other.body.code).toBe('idempotency.other_body');
    await call('post', 'accounts', administrator).send(body).expect(428);
  });

  it('gives a version, demands it back, and ends the sessions of a disabled account', async () => {
    const { id, token } = await hire('tc.caseworker', TAICANG, 'caseworker');
    const shown = await call('get', `accounts/${id}`, administrator).expect(200);
    expect(shown.headers['etag']).toBe('"1"');
    await call('patch', `accounts/${id}`, administrator).send({ state: 'disabled' }).expect(428);
    await call('patch', `accounts/${id}`, administrator).set('If-Match', '"9"').send({ state: 'disabled' }).expect(412);
    await call('patch', `accounts/${id}`, administrator).set('If-Match', '"1"').send({ state: 'disabled' }).expect(200);
    await call('get', 'me', token).expect(401);
  });

  it('resets a password, and takes a role away', async () => {
    const { id } = await hire('wj.cashier', WUJIANG, 'cashier');
    const { body } = await call('post', `accounts/${id}/password-reset`, administrator).expect(200);
    const token = await settle('wj.cashier', body.password as string);
    const roleId = (await call('get', `accounts/${id}`, administrator)).body.roles[0].id as string;
    await call('delete', `accounts/${id}/roles/${roleId}`, administrator).expect(204);
    const me = await call('get', 'me', token).expect(200);
    expect(me.body).toMatchObject({ roles: [], branch: null });
  });

  it('keeps an administrator of one branch out of the others', async () => {
    const { token } = await hire('wj.admin', WUJIANG, 'administrator');
    const foreign = await call('get', 'organizations', token).set('Organization-Id', database.organization(TAICANG).id).expect(403);
    const unknown = await call('get', 'organizations', token).set('Organization-Id', newId()).expect(403);
    expect([foreign.body.code, unknown.body.code]).toEqual(['access.branch_not_allowed', 'access.branch_not_allowed']);
    const list = await call('get', 'accounts', token).expect(200);
    expect(new Set(list.body.items.map((item: { organizationNameZh: string }) => item.organizationNameZh))).toEqual(new Set(['吴江市总工会']));
  });

  it.each([
    ['an unknown field', 'sessions', { username: 'admin', password: FIRST, remember: true }],
    ['a username that is no text', 'sessions', { username: { $ne: '' }, password: FIRST }],
    ['a password that is no text', 'sessions', { username: 'admin', password: 12 }],
    ['NUL in the password', 'sessions', { username: 'admin', password: 'a\0b' }],
    ['an empty body', 'sessions', {}],
  ])('refuses %s', async (_case, path, body) => {
    await call('post', path).send(body).expect(400);
  });

  it.each([
    ['a username in capitals', { username: 'WJ.Admin' }],
    ['a username with a blank', { username: 'wj admin' }],
    ['a role in the body', { role: 'administrator' }],
    ['an id that is no UUID', { organizationId: '1' }],
  ])('refuses an account with %s', async (_case, change) => {
    const body = { username: 'wj.bad', displayName: '新同事', password: FIRST, organizationId: database.organization(WUJIANG).id, ...change };
    await post('accounts', administrator, body).expect(400);
  });

  it('refuses an unknown filter', async () => {
    await call('get', 'accounts?rolle=cashier', administrator).expect(400);
    await call('get', 'organizations?level=planet', administrator).expect(400);
    await call('get', 'organizations?cursor=WzFd', administrator).expect(400);
  });
});

describe('organizations over HTTP', () => {
  it('opens, shows, renames and closes one', async () => {
    const parentId = database.organization(WUJIANG).id;
    const opened = await post('organizations', administrator, { parentId, code: '101', nameZh: '松陵镇总工会', level: 'town' }).expect(201);
    expect(opened.body).toMatchObject({ path: `${WUJIANG}101.`, validFrom: '2011-01-04', version: 1 });
    const taken = await post('organizations', administrator, { parentId, code: '101', nameZh: '另一个', level: 'town' }).expect(409);
    expect(taken.body.code).toBe('organizations.code_taken');
    const path = `organizations/${opened.body.id}`;
    const changed = await call('patch', path, administrator).set('If-Match', '1').send({ nameZh: '松陵镇工会', validTo: '2011-12-31' }).expect(200);
    expect(changed.body).toMatchObject({ nameZh: '松陵镇工会', validTo: '2011-12-31', version: 2 });
    const reopened = await call('patch', path, administrator).set('If-Match', '2').send({ validTo: null }).expect(200);
    expect(reopened.body.validTo).toBeNull();
    const children = await call('get', `organizations?parentId=${parentId}&level=town`, administrator).expect(200);
    expect(children.body.items.map((item: { id: string }) => item.id)).toContain(opened.body.id);
  });
});

it('documents every route with examples and its refusals', () => {
  const document = openApiDocument(stage.app);
  expect(routesWithoutExamples(document)).toEqual([]);
  expect(document.paths['/api/v1/sessions']?.post?.description).toContain('sessions.wrong_credentials');
});
