import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import type { Role } from '../../src/modules/identity/rules/permissions.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';
import { identityOn, PASSWORD, type Identity } from './workplace.js';

let database: TestDatabase;
let identity: Identity;
let suzhou: Actor;
let wujiang: Actor;

beforeAll(async () => {
  database = await freshDatabase();
  identity = identityOn(database);
  suzhou = await database.actor({ path: SUZHOU, roles: ['administrator'] });
  wujiang = await database.actor({ path: WUJIANG, roles: ['administrator'] });
});
afterAll(() => database.drop());

const id = (path: string): string => database.organization(path).id;
const refusedWith = (code: string) => expect.objectContaining({ code }) as unknown;
const account = (path: string, password = PASSWORD, username = `a-${newId()}`) => ({ username, displayName: '新同事', password, organizationId: id(path) });
const role = (accountId: string, name: Role, path: string) => ({ accountId, role: name, organizationId: id(path), validFrom: '2011-01-01' });

describe('making accounts', () => {
  it('makes one whose password must be changed, and nothing else is open until then', async () => {
    const command = account(WUJIANG);
    const { id: accountId } = await identity.createAccount.execute(wujiang, command);
    await identity.giveRole.execute(wujiang, role(accountId, 'caseworker', WUJIANG));
    const opened = await identity.signIn.execute(newId(), command);
    expect(opened.account.mustChangePassword).toBe(true);
    await expect(identity.resolve(opened.token, 'claims:write')).rejects.toEqual(refusedWith('access.password_change_required'));
    const actor = await identity.resolve(opened.token, null);
    await identity.changeOwnPassword.execute(actor, { currentPassword: PASSWORD, newPassword: 'seven-slow-ferries', token: opened.token });
    await expect(identity.resolve(opened.token, 'claims:write')).resolves.toMatchObject({ accountId });
  });

  it.each([
    ['a sister branch', TAICANG, PASSWORD, 'organizations.not_found'],
    ['the branch above', SUZHOU, PASSWORD, 'organizations.not_found'],
    ['a short password', WUJIANG, 'too-short', 'password.too_short'],
    ['a common password', WUJIANG, 'password1234', 'password.too_common'],
  ])('refuses %s', async (_case, path, password, code) => {
    await expect(identity.createAccount.execute(wujiang, account(path, password))).rejects.toEqual(refusedWith(code));
  });

  it('refuses an organization that is closed today', async () => {
    const closed = newId();
    await database.owner.query(
      `INSERT INTO organizations (id, path, parent_id, code, name_zh, level, valid_from, valid_to) VALUES ($1, $2, $3, '990', '已撤销', 'town', '2000-01-01', '2010-12-31')`,
      [closed, `${WUJIANG}990.`, id(WUJIANG)]);
    await expect(identity.createAccount.execute(wujiang, { ...account(WUJIANG), organizationId: closed })).rejects.toEqual(refusedWith('organizations.closed'));
  });

  it('takes a username once, in the whole system', async () => {
    const { username } = await identity.person(suzhou, TAICANG, []);
    await expect(identity.createAccount.execute(wujiang, account(WUJIANG, PASSWORD, username))).rejects.toEqual(refusedWith('accounts.username_taken'));
  });

  it('lists and shows the accounts of the branch only', async () => {
    const [mine, theirs] = [await identity.person(suzhou, WUJIANG, [{ role: 'analyst', path: WUJIANG }]), await identity.person(suzhou, TAICANG, [])];
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await identity.queries.list(wujiang, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    }
    expect(seen).toContain(mine.id);
    expect(seen).not.toContain(theirs.id);
    expect(new Set(seen).size).toBe(seen.length);
    await expect(identity.queries.findOrThrow(wujiang, theirs.id)).rejects.toEqual(refusedWith('accounts.not_found'));
    await expect(identity.queries.findOrThrow(wujiang, mine.id)).resolves.toMatchObject({
      organizationNameZh: '吴江市总工会', roles: [{ role: 'analyst', organizationPath: WUJIANG, validFrom: '2011-01-01', validTo: null }],
    });
  });
});

describe('roles', () => {
  it('are not given, or ended, by their holder', async () => {
    await expect(identity.giveRole.execute(wujiang, role(wujiang.accountId ?? '', 'cashier', WUJIANG))).rejects.toEqual(refusedWith('accounts.own_roles'));
    await expect(identity.endRole.execute(wujiang, wujiang.accountId ?? '', newId())).rejects.toEqual(refusedWith('accounts.own_roles'));
  });

  it('reach no higher than the administrator, nor into a sister branch, nor to a foreign account', async () => {
    const [mine, theirs] = [await identity.person(suzhou, WUJIANG, []), await identity.person(suzhou, TAICANG, [])];
    await expect(identity.giveRole.execute(wujiang, role(mine.id, 'cashier', SUZHOU))).rejects.toEqual(refusedWith('organizations.not_found'));
    await expect(identity.giveRole.execute(wujiang, role(mine.id, 'cashier', TAICANG))).rejects.toEqual(refusedWith('organizations.not_found'));
    await expect(identity.giveRole.execute(wujiang, role(theirs.id, 'cashier', WUJIANG))).rejects.toEqual(refusedWith('accounts.not_found'));
  });

  it('keep an administrator from every other role, also one given in another branch', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, [{ role: 'analyst', path: SUZHOU }]);
    // The administrator of Wujiang does not see the role at Suzhou; the database does.
    await expect(identity.giveRole.execute(wujiang, role(accountId, 'administrator', WUJIANG))).rejects.toEqual(refusedWith('accounts.administrator_alone'));
    const other = await identity.person(suzhou, WUJIANG, [{ role: 'administrator', path: WUJIANG }]);
    await expect(identity.giveRole.execute(wujiang, role(other.id, 'caseworker', WUJIANG))).rejects.toEqual(refusedWith('accounts.administrator_alone'));
  });

  it('given at once as administrator and as something else: the second waits for the first, and is refused', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, []);
    let givenButOpen: () => void = () => undefined;
    let commit: () => void = () => undefined;
    const given = new Promise<void>((resolve) => { givenButOpen = resolve; });
    const mayCommit = new Promise<void>((resolve) => { commit = resolve; });
    const first = database.transactions.run(suzhou, async (tx) => {
      await identity.accounts.giveRole(tx, {
        id: newId(), accountId, role: 'administrator', organizationId: id(WUJIANG), organizationPath: WUJIANG, validFrom: '2011-01-01', validTo: null,
        givenBy: suzhou.accountId,
      });
      givenButOpen();
      await mayCommit;
    });
    await given;
    const second = identity.giveRole.execute(suzhou, role(accountId, 'caseworker', WUJIANG)).then(() => 'given', (refused: { code: string }) => refused.code);
    const early = await Promise.race([second, new Promise((resolve) => { setTimeout(resolve, 200, 'waits'); })]);
    commit();
    await first;
    expect([early, await second]).toEqual(['waits', 'accounts.administrator_alone']);
  });

  it('are given once for a place and time, and again after they were taken away', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, []);
    const given = await identity.giveRole.execute(wujiang, role(accountId, 'cashier', WUJIANG));
    await expect(identity.giveRole.execute(wujiang, role(accountId, 'cashier', WUJIANG))).rejects.toEqual(refusedWith('accounts.role_already_given'));
    await identity.endRole.execute(wujiang, accountId, given.id);
    await expect(identity.endRole.execute(wujiang, accountId, given.id)).rejects.toEqual(refusedWith('accounts.role_ended'));
    await expect(identity.endRole.execute(wujiang, accountId, newId())).rejects.toEqual(refusedWith('accounts.role_not_found'));
    await expect(identity.giveRole.execute(wujiang, role(accountId, 'cashier', WUJIANG))).resolves.toMatchObject({ id: expect.any(String) });
  });

  it('do not end before they begin', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, []);
    await expect(identity.giveRole.execute(wujiang, { ...role(accountId, 'cashier', WUJIANG), validFrom: '2011-02-01', validTo: '2011-01-31' }))
      .rejects.toEqual(refusedWith('accounts.role_dates_reversed'));
  });

  it('are audited with who gave them', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, []);
    const given = await identity.giveRole.execute(wujiang, role(accountId, 'cashier', WUJIANG));
    const { rows } = await database.owner.query(`SELECT actor, action FROM audit_log WHERE table_name = 'account_roles' AND row_key = $1`, [given.id]);
    expect(rows).toEqual([{ actor: `account:${wujiang.accountId}`, action: 'insert' }]);
  });
});

describe('changing an account', () => {
  it('demands the version that was seen', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, []);
    await identity.changeAccount.execute(wujiang, { id: accountId, version: 1, displayName: '改名' });
    await expect(identity.changeAccount.execute(wujiang, { id: accountId, version: 1, displayName: '再改' })).rejects.toEqual(refusedWith('version.stale'));
    await expect(identity.queries.findOrThrow(wujiang, accountId)).resolves.toMatchObject({ displayName: '改名', version: 2 });
  });

  it('is not done to a foreign account, and nobody shuts their own', async () => {
    const { id: theirs } = await identity.person(suzhou, TAICANG, []);
    await expect(identity.changeAccount.execute(wujiang, { id: theirs, version: 1, state: 'disabled' })).rejects.toEqual(refusedWith('accounts.not_found'));
    await expect(identity.changeAccount.execute(wujiang, { id: wujiang.accountId ?? '', version: 1, state: 'disabled' })).rejects.toEqual(refusedWith('accounts.own_account'));
  });

  it('is not undone from below: an account with a role above the branch is restored above it', async () => {
    const { id: accountId } = await identity.person(suzhou, WUJIANG, [{ role: 'approver', path: SUZHOU }]);
    await identity.changeAccount.execute(suzhou, { id: accountId, version: 1, state: 'disabled' });
    await expect(identity.changeAccount.execute(wujiang, { id: accountId, version: 2, state: 'active' })).rejects.toEqual(refusedWith('accounts.reaches_beyond'));
    await expect(identity.queries.findOrThrow(wujiang, accountId)).resolves.toMatchObject({ state: 'disabled', version: 2 });
    await identity.changeAccount.execute(suzhou, { id: accountId, version: 2, state: 'active' });
  });
});

describe('passwords', () => {
  it('change with the old one, and end every other session', async () => {
    const { username } = await identity.person(suzhou, WUJIANG, []);
    const [token, other] = [await identity.enter(username), await identity.enter(username)];
    const actor = await identity.resolve(token, null);
    const change = (currentPassword: string, newPassword: string) => identity.changeOwnPassword.execute(actor, { currentPassword, newPassword, token });
    await expect(change('not-the-old-one', 'seven-slow-ferries')).rejects.toEqual(refusedWith('password.current_wrong'));
    await expect(change(PASSWORD, PASSWORD)).rejects.toEqual(refusedWith('password.same_as_before'));
    await expect(change(PASSWORD, `x${username}x`)).rejects.toEqual(refusedWith('password.contains_username'));
    await change(PASSWORD, 'seven-slow-ferries');
    await expect(identity.resolve(token, null)).resolves.toMatchObject({ accountId: actor.accountId });
    await expect(identity.resolve(other, null)).rejects.toEqual(refusedWith('access.unauthenticated'));
    await expect(identity.enter(username)).rejects.toEqual(refusedWith('sessions.wrong_credentials'));
    await expect(identity.enter(username, 'seven-slow-ferries')).resolves.toBeTypeOf('string');
  });

  it('guessed through a session are counted like failed sign-ins', async () => {
    const { username } = await identity.person(suzhou, WUJIANG, []);
    const token = await identity.enter(username);
    const actor = await identity.resolve(token, null);
    const guess = (currentPassword: string) => identity.changeOwnPassword.execute(actor, { currentPassword, newPassword: 'seven-slow-ferries', token });
    for (let n = 0; n < 5; n += 1) await expect(guess(`wrong-password-${n}`)).rejects.toEqual(refusedWith('password.current_wrong'));
    await expect(guess(PASSWORD)).rejects.toEqual(refusedWith('password.current_wrong'));
  });

  it('are reset to a random one that opens the account, lifts its lock and ends its sessions', async () => {
    const { id: accountId, username } = await identity.person(suzhou, WUJIANG, []);
    const token = await identity.enter(username);
    for (let n = 0; n < 5; n += 1) await expect(identity.enter(username, `wrong-password-${n}`)).rejects.toEqual(refusedWith('sessions.wrong_credentials'));
    const { password } = await identity.resetPassword.execute(wujiang, accountId);
    await expect(identity.resolve(token, null)).rejects.toEqual(refusedWith('access.unauthenticated'));
    const opened = await identity.signIn.execute(newId(), { username, password });
    expect(opened.account.mustChangePassword).toBe(true);
    const { rows } = await database.owner.query(
      `SELECT actor FROM audit_log l JOIN audit_values v ON v.audit_id = l.id WHERE row_key = $1 AND v.changes ? 'password_changed_at' AND action = 'update'`, [accountId]);
    expect(rows).toEqual([{ actor: `account:${wujiang.accountId}` }]);
  });

  it.each([
    ['of the own account', async () => wujiang.accountId ?? '', 'accounts.own_account'],
    ['of a foreign account', async () => (await identity.person(suzhou, TAICANG, [])).id, 'accounts.not_found'],
    ['of an account with a role above the branch', async () => (await identity.person(suzhou, WUJIANG, [{ role: 'approver', path: SUZHOU }])).id, 'accounts.reaches_beyond'],
  ])('are not reset %s', async (_case, whose, code) => {
    const accountId = await whose();
    const before = await database.owner.query('SELECT password_hash FROM accounts WHERE id = $1', [accountId]);
    await expect(identity.resetPassword.execute(wujiang, accountId)).rejects.toEqual(refusedWith(code));
    expect((await database.owner.query('SELECT password_hash FROM accounts WHERE id = $1', [accountId])).rows).toEqual(before.rows);
  });
});

describe('what the application role can not reach', () => {
  it.each([
    ['a password hash', 'SELECT password_hash FROM accounts'],
    ['the sessions', 'SELECT * FROM sessions'],
    ['the password of an account', `UPDATE accounts SET password_hash = 'x'`],
    ['the lock of an account', 'UPDATE accounts SET locked_until = NULL'],
    ['the branch of an account', `UPDATE accounts SET organization_path = '${SUZHOU}'`],
    ['the holder of a role', 'UPDATE account_roles SET account_id = id'],
    ['the removal of a role', 'DELETE FROM account_roles'],
  ])('%s', async (_case, statement) => {
    await expect(database.transactions.run(suzhou, (tx) => tx.rows(statement))).rejects.toMatchObject({ driverError: { code: '42501' } });
  });
});
