import { afterEach, beforeEach, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { identityOn, type Identity } from './workplace.js';

let database: TestDatabase;
let identity: Identity;
beforeEach(async () => {
  database = await freshDatabase();
  identity = identityOn(database);
});
afterEach(() => database.drop());

it('is made once when ten processes start at once, at the root of the tree, with a password that must be changed', async () => {
  const made = (await Promise.all(Array.from({ length: 10 }, () => identity.setup.createFirstAdministrator()))).filter((one) => one !== null);
  expect(made).toHaveLength(1);
  const { rows } = await database.owner.query(
    `SELECT a.username, a.must_change_password, a.organization_path, r.role, r.organization_path AS role_path, r.valid_from::text
     FROM accounts a JOIN account_roles r ON r.account_id = a.id`);
  expect(rows).toEqual([
    { username: 'admin', must_change_password: true, organization_path: '000000.', role: 'administrator', role_path: '000000.', valid_from: '2011-01-04' },
  ]);
  const opened = await identity.signIn.execute('first', made[0]!);
  await expect(identity.resolve(opened.token, 'accounts:manage')).rejects.toMatchObject({ code: 'access.password_change_required' });
});

it('is not made when there is any account, even a disabled one', async () => {
  const { accountId } = await database.actor({ path: '000000.', roles: [] });
  await database.owner.query(`UPDATE accounts SET state = 'disabled' WHERE id = $1`, [accountId]);
  expect(await identity.setup.createFirstAdministrator()).toBeNull();
});
