import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableCatalogue, toolTables, type TableDeclaration } from '../../migrations/table-catalogue.js';
import { rememberRefusal } from '../../src/platform/database/idempotency.js';
import { assertHarmlessRole } from '../../src/platform/database/prepare.js';
import { newId } from '../../src/kernel/ids.js';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => { db = await freshDatabase(); });
afterAll(() => db.drop());

const household = (path: string) => ({ sql: `INSERT INTO funds (id, organization_id, organization_path, code, name_zh, purpose) VALUES ($1, $2, $3, 'F', '基金', 'mutual_aid')`,
  values: [newId(), db.organization(path).id, path] });

describe('the table catalogue', () => {
  it('names exactly the tables of the database', async () => {
    const { rows } = await db.owner.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p')`);
    expect(rows.map((row) => row.name).sort()).toEqual([...Object.keys(tableCatalogue), ...toolTables].sort());
  });

  it('agrees with row-level security, grants, audit and append-only triggers of every table', async () => {
    const { rows } = await db.owner.query<{ name: string; secured: boolean; policies: string; triggers: string[]; granted: string[] }>(`
      SELECT c.relname AS name, c.relrowsecurity AS secured, (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
        ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers,
        ARRAY(SELECT DISTINCT privilege_type::text FROM information_schema.column_privileges g
              WHERE g.table_name = c.relname AND g.grantee = $1
              UNION SELECT privilege_type::text FROM information_schema.role_table_grants g WHERE g.table_name = c.relname AND g.grantee = $1) AS granted
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`, [new URL(db.applicationUrl).username]);
    for (const row of rows) {
      const declared: TableDeclaration | undefined = tableCatalogue[row.name as keyof typeof tableCatalogue];
      if (!declared) continue;
      const open = declared.kind === 'reference' || declared.kind === 'technical';
      expect({ table: row.name, secured: row.secured, hasPolicy: Number(row.policies) > 0, audited: row.triggers.includes('audit_insert'),
        appendOnly: row.triggers.includes('append_only') && row.triggers.includes('append_only_truncate'), granted: [...row.granted].sort() })
        .toEqual({ table: row.name, secured: !open, hasPolicy: !open, audited: Boolean(declared.auditKey), appendOnly: Boolean(declared.appendOnly),
          granted: [...new Set(declared.grants.map((g) => (typeof g === 'string' ? g : g.privilege)))].sort() });
    }
  });
});

describe('scope', () => {
  it('shows a branch its own rows and those below, not those of a sister branch', async () => {
    const wujiang = await db.actor({ path: WUJIANG, roles: [] });
    const { sql, values } = household(WUJIANG);
    await db.transactions.run(wujiang, (tx) => tx.affected(sql, values));
    const seen = async (path: string) => db.transactions.read(await db.actor({ path, roles: [] }), (tx) => tx.rows('SELECT id FROM funds'));
    expect(await seen(WUJIANG)).toHaveLength(1);
    expect(await seen(SUZHOU)).toHaveLength(1);
    expect(await seen(TAICANG)).toHaveLength(0);
  });

  it('refuses to write a row of another branch', async () => {
    const { sql, values } = household(WUJIANG);
    await expect(db.transactions.run(await db.actor({ path: TAICANG, roles: [] }), (tx) => tx.affected(sql, values))).rejects.toMatchObject({ code: '42501' });
  });

  it('shows nothing outside a transaction, also on a connection that has served one', async () => {
    await Promise.all(Array.from({ length: 30 }, async () => db.transactions.read(await db.actor({ path: SUZHOU, roles: [] }), (tx) => tx.rows('SELECT pg_sleep(0.05)'))));
    for (const table of ['organizations', 'funds', 'accounts', 'audit_log']) {
      expect(await db.source.query(`SELECT ${table === 'accounts' ? 'id' : '*'} FROM ${table}`)).toEqual([]);
    }
  });

  it('gives the application role no way to the values of the audit log, to sessions or to password hashes', async () => {
    for (const statement of ['SELECT * FROM audit_values', 'SELECT * FROM sessions', 'SELECT password_hash FROM accounts', 'DELETE FROM audit_log', 'CREATE TABLE x (y int)', 'SET ROLE postgres']) {
      await expect(db.source.query(statement), statement).rejects.toThrow(/permission denied|must be/);
    }
  });
});

describe('the application role', () => {
  it('can not put a temporary table in the place of a real one inside a function that acts as the owner', async () => {
    const { sql, values } = household(WUJIANG);
    const actor = await db.actor({ path: WUJIANG, roles: [] });
    await expect(db.transactions.run(actor, async (tx) => {
      await tx.rows('CREATE TEMP TABLE audit_log (LIKE audit_log INCLUDING DEFAULTS) ON COMMIT DROP');
      await tx.rows('CREATE TEMP TABLE audit_values (audit_id bigint, salt uuid, changes jsonb) ON COMMIT DROP');
      await tx.rows('GRANT ALL ON pg_temp.audit_log, pg_temp.audit_values TO PUBLIC');
      await tx.affected(sql.replace(`'F'`, `'T'`), values);
    })).resolves.toBeUndefined();
    expect((await db.owner.query(`SELECT action FROM audit_log WHERE row_key = $1`, [values[0]])).rows).toEqual([{ action: 'insert' }]);
  });

  it('is harmless, and the owner is not accepted in its place', async () => {
    await expect(assertHarmlessRole(db.source)).resolves.toBeUndefined();
    const { ownerDataSource } = await import('../../src/config/database.js');
    const asOwner = await ownerDataSource(db.ownerUrl).initialize();
    await expect(assertHarmlessRole(asOwner)).rejects.toThrow(/could get round the policies/);
    await asOwner.destroy();
  });
});

describe('the audit log', () => {
  it('keeps who, what and salted digests of old and new, with the values apart', async () => {
    const actor = await db.actor({ path: TAICANG, roles: [] });
    const { sql, values } = household(TAICANG);
    await db.transactions.run({ ...actor, reason: '试验' }, async (tx) => {
      await tx.affected(sql, values);
      await tx.affected(`UPDATE funds SET name_zh = '新名' WHERE id = $1`, [values[0]]);
    });
    const { rows } = await db.owner.query(`SELECT l.*, v.salt, v.changes FROM audit_log l JOIN audit_values v ON v.audit_id = l.id WHERE table_name = 'funds' AND row_key = $1 ORDER BY l.id`, [values[0]]);
    expect(rows.map((row) => row.action)).toEqual(['insert', 'update']);
    expect(rows[1]).toMatchObject({ actor: `account:${actor.accountId}`, reason: '试验', request_id: actor.requestId, organization_path: TAICANG, changes: { name_zh: ['基金', '新名'] } });
    const digest = await db.owner.query(`SELECT audit_digest($1, 'name_zh', '新名') AS d`, [rows[1].salt]);
    expect(rows[1].digests.name_zh[1]).toBe(digest.rows[0].d);
    expect(rows[1].business_time.toISOString()).toBe('2011-01-04T01:00:00.000Z');
  });

  it('is never changed, not even by the owner', async () => {
    await expect(db.owner.query('DELETE FROM audit_log')).rejects.toMatchObject({ code: 'BF001' });
    await expect(db.owner.query('TRUNCATE audit_log CASCADE')).rejects.toMatchObject({ code: 'BF001' });
  });

  it('passes over an update whose only change is the path of the branch', async () => {
    const before = await db.owner.query(`SELECT count(*) FROM audit_log WHERE table_name = 'funds'`);
    await db.owner.query(`UPDATE organizations SET path = '000000.320000.320500.999999.' WHERE path = $1`, [TAICANG]);
    const moved = await db.owner.query(`SELECT count(*) FROM funds WHERE organization_path = '000000.320000.320500.999999.'`);
    expect(Number(moved.rows[0].count)).toBe(1);
    expect(await db.owner.query(`SELECT count(*) FROM audit_log WHERE table_name = 'funds'`)).toMatchObject({ rows: before.rows });
    expect((await db.owner.query(`SELECT count(*) FROM audit_log WHERE table_name = 'organizations' AND action = 'update'`)).rows[0].count).toBe('1');
  });
});

describe('a command that is sent twice', () => {
  const claim = (key: string, body = 'a') => ({ key, method: 'POST', route: '/x', bodyDigest: Buffer.from(body) });

  it('runs once and answers the same', async () => {
    const actor = { ...(await db.actor({ path: WUJIANG, roles: [] })), idempotency: claim('k1') };
    let runs = 0;
    const send = () => db.transactions.runOnce(actor, async () => ({ id: String((runs += 1)) }));
    expect([await send(), await send()]).toEqual([{ id: '1' }, { id: '1' }]);
    await expect(db.transactions.runOnce({ ...actor, idempotency: claim('k1', 'b') }, async () => ({ id: '3' }))).rejects.toMatchObject({ code: 'idempotency.other_body' });
  });

  it('is refused while the first is running', async () => {
    const actor = { ...(await db.actor({ path: WUJIANG, roles: [] })), idempotency: claim('k2') };
    const slow = db.transactions.runOnce(actor, async (tx) => { await tx.rows('SELECT pg_sleep(0.3)'); return { id: '1' }; });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(db.transactions.runOnce(actor, async () => ({ id: '2' }))).rejects.toMatchObject({ code: 'idempotency.still_running' });
    expect(await slow).toEqual({ id: '1' });
  });

  it('gets the same refusal again, and a crash is not kept', async () => {
    const { Refused } = await import('../../src/kernel/refusals.js');
    const actor = { ...(await db.actor({ path: WUJIANG, roles: [] })), idempotency: claim('k3') };
    await expect(db.transactions.runOnce(actor, async () => { throw new Refused('x.no', { why: 1 }); })).rejects.toMatchObject({ code: 'x.no' });
    await expect(db.transactions.runOnce(actor, async () => ({ id: '1' }))).rejects.toMatchObject({ code: 'x.no', details: { why: 1 } });
    const other = { ...actor, idempotency: claim('k4') };
    await expect(db.transactions.runOnce(other, async () => { throw new Error('crash'); })).rejects.toThrow('crash');
    expect(await db.transactions.runOnce(other, async () => ({ id: '2' }))).toEqual({ id: '2' });
  });

  it('is another command in another branch: neither result nor refusal is told there', async () => {
    const { Refused } = await import('../../src/kernel/refusals.js');
    const wujiang = await db.actor({ path: WUJIANG, roles: [] });
    const suzhou = { ...wujiang, organizationId: db.organization(SUZHOU).id, scope: SUZHOU };
    const refused = { ...wujiang, idempotency: claim('k5') };
    await expect(db.transactions.runOnce(refused, async () => { throw new Refused('x.no', { personId: 'p' }); })).rejects.toMatchObject({ code: 'x.no' });
    await db.transactions.runOnce({ ...wujiang, idempotency: claim('k6') }, async () => ({ id: '1' }));
    for (const key of ['k5', 'k6']) {
      await expect(db.transactions.runOnce({ ...suzhou, idempotency: claim(key) }, async () => ({ id: '2' }))).rejects.toMatchObject({ code: 'idempotency.other_body' });
    }
  });

  it('is undone when the refusal of an equal request was kept while it ran', async () => {
    const { Refused } = await import('../../src/kernel/refusals.js');
    const actor = { ...(await db.actor({ path: WUJIANG, roles: [] })), idempotency: claim('k7') };
    const { sql, values } = household(WUJIANG);
    const done = db.transactions.runOnce(actor, async (tx) => {
      await tx.affected(sql.replace(`'F'`, `'G'`), values);
      await db.transactions.run(actor, (other) => rememberRefusal(other, actor.idempotency, new Refused('x.no')));
      return { id: String(values[0]) };
    });
    await expect(done).rejects.toMatchObject({ code: 'idempotency.still_running' });
    await expect(db.transactions.runOnce(actor, async () => ({ id: '1' }))).rejects.toMatchObject({ code: 'x.no' });
    expect((await db.owner.query('SELECT id FROM funds WHERE id = $1', [values[0]])).rows).toEqual([]);
  });
});
