import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { accountNames } from '../../src/modules/identity/public/accounts.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';
import { identityOn, type Identity } from './workplace.js';

let database: TestDatabase;
let identity: Identity;
let administrator: Actor;

beforeAll(async () => {
  database = await freshDatabase();
  identity = identityOn(database);
  administrator = await database.actor({ path: SUZHOU, roles: ['administrator'] });
});
beforeEach(() => database.clock.set('2011-03-01'));
afterAll(() => database.drop());

const id = (path: string): string => database.organization(path).id;

describe('the branch of a request', () => {
  it('is the account\'s own by default, with the permissions of the roles that reach it', async () => {
    const { username } = await identity.person(administrator, WUJIANG, [{ role: 'cashier', path: WUJIANG }, { role: 'analyst', path: SUZHOU }]);
    const actor = await identity.resolve(await identity.enter(username), 'payables:pay');
    expect(actor).toMatchObject({ kind: 'person', organizationId: id(WUJIANG), scope: WUJIANG });
    expect([...actor.roles].sort()).toEqual(['analyst', 'cashier']);
    expect(actor.directRoles).toEqual(expect.arrayContaining([{ role: 'cashier', organizationPath: WUJIANG }, { role: 'analyst', organizationPath: SUZHOU }]));
    expect(actor.permissions.has('payables:pay') && actor.permissions.has('summaries:read')).toBe(true);
  });

  it('a role at Suzhou does not widen the one at Wujiang', async () => {
    const { username } = await identity.person(administrator, WUJIANG, [{ role: 'cashier', path: WUJIANG }, { role: 'analyst', path: SUZHOU }]);
    const token = await identity.enter(username);
    const atSuzhou = await identity.resolve(token, 'summaries:read', id(SUZHOU));
    expect(atSuzhou).toMatchObject({ scope: SUZHOU, roles: ['analyst'] });
    expect(atSuzhou.permissions.has('payables:pay')).toBe(false);
    await expect(identity.resolve(token, 'payables:pay', id(SUZHOU))).rejects.toMatchObject({ code: 'access.permission_missing' });
    await expect(identity.resolve(token, 'payables:pay', id(TAICANG))).rejects.toMatchObject({ code: 'access.permission_missing' });
  });

  it('answers a foreign and an unknown organization alike', async () => {
    const { username } = await identity.person(administrator, WUJIANG, [{ role: 'cashier', path: WUJIANG }]);
    const token = await identity.enter(username);
    for (const organization of [id(TAICANG), id(SUZHOU), newId()]) {
      await expect(identity.resolve(token, 'payables:pay', organization)).rejects.toMatchObject({ code: 'access.branch_not_allowed' });
      await expect(identity.resolve(token, null, organization)).rejects.toMatchObject({ code: 'access.branch_not_allowed' });
    }
  });

  it('falls back on the first role\'s organization when none reaches the own one', async () => {
    const { username } = await identity.person(administrator, SUZHOU, [{ role: 'cashier', path: WUJIANG }]);
    await expect(identity.resolve(await identity.enter(username), 'payables:pay')).resolves.toMatchObject({ organizationId: id(WUJIANG), scope: WUJIANG });
  });

  it('lets an account without a role see itself, in no branch', async () => {
    const { id: accountId, username } = await identity.person(administrator, WUJIANG, []);
    const token = await identity.enter(username);
    await expect(identity.resolve(token, 'organizations:read')).rejects.toMatchObject({ code: 'access.permission_missing' });
    const actor = await identity.resolve(token, null);
    expect(actor).toMatchObject({ scope: '', roles: [] });
    await expect(identity.me.show(actor)).resolves.toMatchObject({ id: accountId, roles: [], branch: null });
    expect(await database.transactions.read(actor, (tx) => tx.rows('SELECT id FROM accounts'))).toEqual([]);
  });

  it('follows the dates of roles by business time, and the end of a role at once', async () => {
    const { id: accountId, username } = await identity.person(administrator, WUJIANG, []);
    const role = await identity.giveRole.execute(administrator, {
      accountId, role: 'cashier', organizationId: id(WUJIANG), validFrom: '2011-03-02', validTo: '2011-03-10',
    });
    const token = await identity.enter(username);
    const pays = async (): Promise<boolean> => identity.resolve(token, 'payables:pay').then(() => true, () => false);
    expect(await pays()).toBe(false);
    database.clock.set('2011-03-02');
    expect(await pays()).toBe(true);
    database.clock.set('2011-03-10');
    expect(await pays()).toBe(true);
    await identity.endRole.execute(administrator, accountId, role.id);
    expect(await pays()).toBe(false);
    const { rows } = await database.owner.query('SELECT valid_to::text, ended_at IS NOT NULL AS ended FROM account_roles WHERE id = $1', [role.id]);
    expect(rows).toEqual([{ valid_to: '2011-03-10', ended: true }]);
  });

  it('shows an account itself with all its roles, also those outside the branch of the request', async () => {
    const { username } = await identity.person(administrator, WUJIANG, [{ role: 'cashier', path: WUJIANG }, { role: 'analyst', path: SUZHOU }]);
    const shown = await identity.me.show(await identity.resolve(await identity.enter(username), null, id(WUJIANG)));
    expect(shown.roles.map(({ role, organizationPath }) => [role, organizationPath]).sort()).toEqual([['analyst', SUZHOU], ['cashier', WUJIANG]]);
    expect(shown.branch).toMatchObject({ organizationId: id(WUJIANG), organizationPath: WUJIANG });
    expect(shown.branch?.permissions).toContain('payables:pay');
  });

  it('names accounts outside the branch for lists', async () => {
    const above = await identity.person(administrator, SUZHOU, []);
    const reader = await database.actor({ path: WUJIANG, roles: ['analyst'] });
    const names = await database.transactions.read(reader, (tx) => accountNames(tx, [above.id, above.id, null, newId()]));
    expect([...names]).toEqual([[above.id, '测试人员']]);
  });
});
