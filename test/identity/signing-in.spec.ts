import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { hashOfToken } from '../../src/modules/identity/session-token.js';
import { freshDatabase, SUZHOU, WUJIANG, type TestDatabase } from '../support/database.js';
import { identityOn, PASSWORD, type Identity } from './workplace.js';

let database: TestDatabase;
let identity: Identity;
let administrator: Actor;
let person: { id: string; username: string };

beforeAll(async () => {
  database = await freshDatabase();
  identity = identityOn(database);
  administrator = await database.actor({ path: SUZHOU, roles: ['administrator'] });
});
beforeEach(async () => { person = await identity.person(administrator, WUJIANG, [{ role: 'caseworker', path: WUJIANG }]); });
afterAll(() => database.drop());

const wrong = { code: 'sessions.wrong_credentials' };
const ended = { code: 'access.unauthenticated' };
const stored = async (sql: string): Promise<Record<string, unknown>> => (await database.owner.query(sql, [person.id])).rows[0];

describe('signing in', () => {
  it('opens a session whose token is kept only as a hash', async () => {
    const opened = await identity.signIn.execute(newId(), { username: person.username.toUpperCase(), password: PASSWORD });
    expect(opened.token).toMatch(/^[\w-]{43}$/);
    expect(opened.account).toMatchObject({ id: person.id, username: person.username, mustChangePassword: false });
    const { rows } = await database.owner.query('SELECT s::text AS text, token_hash FROM sessions s WHERE account_id = $1', [person.id]);
    expect(rows).toHaveLength(1);
    expect(rows[0].text).not.toContain(opened.token);
    expect(rows[0].token_hash.equals(hashOfToken(opened.token))).toBe(true);
    expect((await identity.resolve(opened.token, 'claims:write')).accountId).toBe(person.id);
  });

  it('gives one answer to a wrong name, a wrong password and a disabled account', async () => {
    await expect(identity.enter(`no-${person.username}`)).rejects.toMatchObject(wrong);
    await expect(identity.enter(person.username, 'another-password')).rejects.toMatchObject(wrong);
    await identity.changeAccount.execute(administrator, { id: person.id, version: 1, state: 'disabled' });
    await expect(identity.enter(person.username)).rejects.toMatchObject(wrong);
    await identity.changeAccount.execute(administrator, { id: person.id, version: 2, state: 'active' });
    await expect(identity.enter(person.username)).resolves.toBeTypeOf('string');
  });

  it('counts two failures made at once as two', async () => {
    const both = await Promise.allSettled([identity.enter(person.username, 'wrong-password-1'), identity.enter(person.username, 'wrong-password-2')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await stored('SELECT failed_attempts FROM accounts WHERE id = $1')).toEqual({ failed_attempts: 2 });
  });

  it('lets twenty guesses made at once look at the password five times at most', async () => {
    const guesses = Array.from({ length: 20 }, (_, n) => identity.enter(person.username, `wrong-password-${n}`));
    const outcomes = await Promise.allSettled(guesses);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await stored('SELECT failed_attempts, locked_until IS NOT NULL AS locked FROM accounts WHERE id = $1')).toEqual({ failed_attempts: 5, locked: true });
  });

  it('shuts the account after five failures for 15 minutes, also to the right password', async () => {
    for (let n = 0; n < 5; n += 1) await expect(identity.enter(person.username, `wrong-password-${n}`)).rejects.toMatchObject(wrong);
    await expect(identity.enter(person.username)).rejects.toMatchObject(wrong);
    expect((await identity.queries.findOrThrow(administrator, person.id)).locked).toBe(true);
    database.clock.skipSeconds(14 * 60);
    await expect(identity.enter(person.username)).rejects.toMatchObject(wrong);
    database.clock.skipSeconds(61);
    await expect(identity.enter(person.username)).resolves.toBeTypeOf('string');
    expect((await identity.queries.findOrThrow(administrator, person.id)).locked).toBe(false);
  });

  it('begins to count anew after a lock has passed, and after a success', async () => {
    for (let n = 0; n < 5; n += 1) await expect(identity.enter(person.username, `wrong-password-${n}`)).rejects.toMatchObject(wrong);
    database.clock.skipSeconds(15 * 60 + 1);
    for (let n = 0; n < 4; n += 1) await expect(identity.enter(person.username, `wrong-password-${n}`)).rejects.toMatchObject(wrong);
    await identity.enter(person.username); // the fifth attempt, and right
    for (let n = 0; n < 4; n += 1) await expect(identity.enter(person.username, `wrong-password-${n}`)).rejects.toMatchObject(wrong);
    await expect(identity.enter(person.username)).resolves.toBeTypeOf('string');
  });

  it('writes no password, hash or count into the audit log, but the lock', async () => {
    for (let n = 0; n < 5; n += 1) await expect(identity.enter(person.username, `wrong-password-${n}`)).rejects.toMatchObject(wrong);
    const { rows } = await database.owner.query(
      `SELECT l.actor, v.changes FROM audit_log l JOIN audit_values v ON v.audit_id = l.id WHERE l.table_name = 'accounts' AND l.row_key = $1 ORDER BY l.id`, [person.id]);
    expect(JSON.stringify(rows)).not.toMatch(/argon2|password_hash|failed_attempts/);
    expect(rows.at(-1)).toMatchObject({ actor: 'system:doorkeeper', changes: { locked_until: [null, expect.any(String)] } });
  });
});

describe('a session', () => {
  it('ends when it is not used for the idle time, and use keeps it alive', async () => {
    const token = await identity.enter(person.username);
    for (let n = 0; n < 3; n += 1) {
      database.clock.skipSeconds(29 * 60);
      await expect(identity.resolve(token, null)).resolves.toMatchObject({ accountId: person.id });
    }
    database.clock.skipSeconds(30 * 60 + 1);
    await expect(identity.resolve(token, null)).rejects.toMatchObject(ended);
  });

  it('notes its use at most once a minute', async () => {
    const token = await identity.enter(person.username);
    const used = 'SELECT last_used_at::text AS at FROM sessions WHERE account_id = $1';
    const first = await stored(used);
    database.clock.skipSeconds(30);
    await identity.resolve(token, null);
    expect(await stored(used)).toEqual(first);
    database.clock.skipSeconds(31);
    await identity.resolve(token, null);
    expect(await stored(used)).not.toEqual(first);
  });

  it('ends after its hours, however much it is used', async () => {
    const token = await identity.enter(person.username);
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      database.clock.skipSeconds(20 * 60);
      await identity.resolve(token, null);
    }
    database.clock.skipSeconds(20 * 60 + 1);
    await expect(identity.resolve(token, null)).rejects.toMatchObject(ended);
  });

  it('ends at sign-out, alone', async () => {
    const [mine, other] = [await identity.enter(person.username), await identity.enter(person.username)];
    await identity.signOut.execute(await identity.resolve(mine, null), mine);
    await expect(identity.resolve(mine, null)).rejects.toMatchObject(ended);
    await expect(identity.resolve(other, null)).resolves.toMatchObject({ accountId: person.id });
  });

  it('ends when its account is disabled, and does not come back with it', async () => {
    const token = await identity.enter(person.username);
    await identity.changeAccount.execute(administrator, { id: person.id, version: 1, state: 'disabled' });
    await identity.changeAccount.execute(administrator, { id: person.id, version: 2, state: 'active' });
    await expect(identity.resolve(token, null)).rejects.toMatchObject(ended);
  });

  it('is not found by a made-up token', async () => {
    await expect(identity.resolve('A'.repeat(43), null)).rejects.toMatchObject(ended);
  });

  it('is purged a month after its end, with idempotency keys of yesterday', async () => {
    await identity.enter(person.username);
    await identity.enter(person.username);
    await database.owner.query(
      `UPDATE sessions SET expires_at = now() - interval '31 days' WHERE id = (SELECT id FROM sessions WHERE account_id = $1 LIMIT 1)`, [person.id]);
    await database.owner.query(
      `INSERT INTO idempotency_keys (account_id, method, route, key, organization_id, body_digest, result, created_at)
       VALUES ($1, 'POST', '/x', 'old', $1, '', '{}', now() - interval '25 hours'), ($1, 'POST', '/x', 'new', $1, '', '{}', now() - interval '23 hours')`, [person.id]);
    await database.transactions.call('purge_expired', []);
    expect(await stored('SELECT count(*)::int AS left FROM sessions WHERE account_id = $1')).toEqual({ left: 1 });
    expect(await stored('SELECT string_agg(key, \',\') AS left FROM idempotency_keys WHERE account_id = $1')).toEqual({ left: 'new' });
  });
});
