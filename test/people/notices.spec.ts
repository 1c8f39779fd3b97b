import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callableFunctions } from '../../migrations/table-catalogue.js';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import type { NoticeView } from '../../src/modules/people/dto/notice-views.js';
import { NoticesQueries } from '../../src/modules/people/notices.queries.js';
import { NoticesRepository } from '../../src/modules/people/notices.repository.js';
import { PersonCipher } from '../../src/modules/people/person-cipher.js';
import type { MemberRegistrar } from '../../src/modules/people/public/member-registrar.js';
import { birthDateOfNumber, sexOfNumber } from '../../src/modules/people/rules/id-number-facts.js';
import { CloseNotice } from '../../src/modules/people/use-cases/close-notice.js';
import { RegisterMember } from '../../src/modules/people/use-cases/register-member.js';
import { CASEWORKER, HEADERS, listsOn, madeUpId, workbook } from '../lists/support.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';

const JIANGSU = '000000.320000.';
const NANJING = '000000.320000.320100.';

let db: TestDatabase;
let lists: Awaited<ReturnType<typeof listsOn>>;
let registrar: MemberRegistrar;
let registerMember: RegisterMember;
let closeNotice: CloseNotice;
let notices: NoticesQueries;
const at = new Map<string, Actor>();

beforeAll(async () => {
  db = await freshDatabase();
  await db.owner.query(
    `INSERT INTO organizations (id, path, parent_id, code, name_zh, level, valid_from) SELECT $1, $2, id, '320100', '南京市总工会', 'prefecture', '2000-01-01'
     FROM organizations WHERE path = $3`, [db.organization(NANJING).id, NANJING, JIANGSU]);
  lists = await listsOn(db);
  ({ registrar } = lists);
  const cipher = new PersonCipher(db.cipher);
  registerMember = new RegisterMember(db.transactions, db.clock, registrar);
  closeNotice = new CloseNotice(db.transactions, db.clock, new NoticesRepository(), cipher);
  notices = new NoticesQueries(db.transactions, cipher);
  for (const path of [JIANGSU, NANJING, SUZHOU, WUJIANG, TAICANG]) at.set(path, await db.actor({ path, ...CASEWORKER }));
});
afterAll(async () => {
  await lists.remove();
  await db.drop();
});

const actor = (path: string): Actor => at.get(path)!;
const register = (path: string, serial: number, name: string, key = newId()) => registerMember.execute(
  { ...actor(path), idempotency: { key, method: 'POST', route: '/members', bodyDigest: Buffer.from(name) } }, { name, idNumber: madeUpId(serial) });
const refused = { code: 'person.name_differs', details: {} };
/** The notices about one person, whoever sees them. */
const about = async (serial: number) => (await db.owner.query<{ id: string; path: string; by: string; code: string; status: string }>(
  `SELECT n.id, n.organization_path AS path, n.registering_organization_name AS by, n.code, n.status FROM branch_notices n
   JOIN people p ON p.id = n.person_id WHERE p.id_number_index = $1 ORDER BY n.created_at, n.organization_path`,
  [db.cipher.blindIndex('people.id_number', madeUpId(serial))])).rows;
const seen = async (path: string, status?: 'open' | 'closed'): Promise<NoticeView[]> => (await notices.list(actor(path), status, 200, undefined)).items;
const openDifference = async (serial: number): Promise<NoticeView> => {
  await register(WUJIANG, serial, '范小红');
  await expect(register(TAICANG, serial, '范晓红')).rejects.toMatchObject(refused);
  const [{ id } = { id: '' }] = await about(serial);
  return notices.one(actor(SUZHOU), id);
};

describe('a registration that is refused because the name differs', () => {
  it('is told to the lowest common organization, and to neither branch', async () => {
    await register(WUJIANG, 1, '范小红');
    await expect(register(TAICANG, 1, '范晓红')).rejects.toMatchObject(refused);
    expect(await about(1)).toEqual([{ id: expect.any(String) as string, path: SUZHOU, by: '太仓市总工会', code: 'name_differs', status: 'open' }]);
    expect(await seen(WUJIANG)).toEqual([]);
    expect(await seen(TAICANG)).toEqual([]);
    expect(await seen(SUZHOU, 'open')).toEqual([{
      id: expect.any(String) as string, code: 'name_differs', status: 'open', organizationId: db.organization(SUZHOU).id, organizationName: '苏州市总工会',
      personId: expect.any(String) as string, name: '范**', registeringOrganizationName: '太仓市总工会', noticedOn: '2011-01-04',
      resolution: null, note: null, closedBy: null, closedOn: null, version: 1,
    }]);
    const { rows } = await db.owner.query(
      `SELECT actor, organization_path FROM audit_log WHERE table_name = 'branch_notices' AND action = 'insert'`);
    expect(rows).toEqual([{ actor: `account:${actor(TAICANG).accountId}`, organization_path: SUZHOU }]);
  });

  it('leaves nothing else behind: no person, no membership, no branch row', async () => {
    const state = async () => (await db.owner.query(
      'SELECT (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM memberships) AS memberships, (SELECT count(*) FROM person_branches) AS branches')).rows;
    await register(WUJIANG, 2, '范小红');
    const before = await state();
    await expect(register(TAICANG, 2, '范晓红')).rejects.toMatchObject(refused);
    expect(await state()).toEqual(before);
  });

  it('is told once while the notice is open, whether repeated, tried again, or tried by several at once; another branch has its own', async () => {
    await register(WUJIANG, 3, '范小红');
    const key = newId();
    for (let time = 0; time < 2; time += 1) await expect(register(TAICANG, 3, '范晓红', key)).rejects.toMatchObject(refused);
    await Promise.all(Array.from({ length: 8 }, () => expect(register(TAICANG, 3, '范晓虹')).rejects.toMatchObject(refused)));
    expect(await about(3)).toHaveLength(1);
    await expect(register(SUZHOU, 3, '范晓红')).rejects.toMatchObject(refused);
    expect((await about(3)).map(({ by }) => by)).toEqual(['太仓市总工会', '苏州市总工会']);
  });

  it('is told again, by the same request repeated, when the first telling was lost', async () => {
    await register(WUJIANG, 4, '范小红');
    const key = newId();
    await expect(register(TAICANG, 4, '范晓红', key)).rejects.toMatchObject(refused);
    await db.owner.query('DELETE FROM branch_notices WHERE id = $1', [(await about(4))[0]!.id]);
    await expect(register(TAICANG, 4, '范晓红', key)).rejects.toMatchObject(refused);
    expect(await about(4)).toHaveLength(1);
  });

  it.each([
    ['the branch itself', 10, [WUJIANG], WUJIANG, WUJIANG],
    ['the union above', 11, [WUJIANG], SUZHOU, SUZHOU],
    ['a branch below', 12, [SUZHOU], WUJIANG, SUZHOU],
    ['another city', 13, [NANJING], WUJIANG, JIANGSU],
    ['the own city and another', 14, [TAICANG, NANJING], WUJIANG, JIANGSU],
  ])('goes above every branch that knows the person: %s', async (_which, serial, known, by, kept) => {
    for (const path of known) await register(path, serial, '范小红');
    await expect(register(by, serial, '范晓红')).rejects.toMatchObject(refused);
    expect((await about(serial)).filter(({ code }) => code === 'name_differs').map(({ path }) => path)).toEqual([kept]);
  });

  it('passes over an organization that has closed', async () => {
    await register(WUJIANG, 15, '范小红');
    await db.owner.query(`UPDATE organizations SET valid_to = '2011-01-03' WHERE path = $1`, [SUZHOU]);
    await expect(register(TAICANG, 15, '范晓红')).rejects.toMatchObject(refused);
    await db.owner.query('UPDATE organizations SET valid_to = NULL WHERE path = $1', [SUZHOU]);
    expect((await about(15)).map(({ path }) => path)).toEqual([JIANGSU]);
  });
});

describe('the function that tells above the branch', () => {
  const call = (as: Actor, serial: number, name: string, organizationId = as.organizationId) => db.transactions.run(as, (tx) => tx.rows(
    `SELECT tell_common_organization($1::bytea[], $2::text[], $3::uuid, '2011-01-04') AS told`,
    [[db.cipher.blindIndex('people.id_number', madeUpId(serial))], [name], organizationId]));

  it('says the same whatever it finds, and tells nothing when the name agrees or nobody has the number', async () => {
    await register(WUJIANG, 20, '范小红');
    const answers = [await call(actor(TAICANG), 20, '范小红'), await call(actor(TAICANG), 4_444, '范小红')];
    expect(await about(20)).toEqual([]);
    answers.push(await call(actor(TAICANG), 20, '范晓红'));
    expect(await about(20)).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('tells in the name of no organization but that of the transaction', async () => {
    await register(WUJIANG, 21, '范小红');
    for (const path of [WUJIANG, SUZHOU, NANJING]) await call(actor(TAICANG), 21, '范晓红', db.organization(path).id);
    await call({ ...actor(TAICANG), scope: '' }, 21, '范晓红');
    expect(await about(21)).toEqual([]);
  });

  it('is the only way for the application to add a notice, with a fixed search path', async () => {
    expect(callableFunctions).toContain('tell_common_organization');
    const { rows } = await db.owner.query(`SELECT prosecdef, proconfig FROM pg_proc WHERE proname = 'tell_common_organization'`);
    expect(rows).toEqual([{ prosecdef: true, proconfig: ['search_path=pg_catalog, public, pg_temp'] }]);
    for (const statement of [
      `INSERT INTO branch_notices (id) VALUES (gen_random_uuid())`, 'DELETE FROM branch_notices', `UPDATE branch_notices SET registering_organization_name = ''`,
    ]) {
      await expect(db.transactions.run(actor(SUZHOU), (tx) => tx.affected(statement))).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('a list whose names differ', () => {
  const listOf = (...members: [number, string][]) => workbook([HEADERS, ...members.map(([serial, name]) => (
    [name, '', madeUpId(serial), '', '', '', '', '', '', '']))]);
  const upload = async (content: Uint8Array, fields: Record<string, string> = { kind: 'members' }) => {
    const id = await lists.upload(actor(TAICANG), content, fields);
    await lists.work();
    return id;
  };

  it('is told when it is checked, with one statement a chunk, once for both lists that hold the same people', async () => {
    for (let serial = 30; serial < 35; serial += 1) await register(WUJIANG, serial, '范小红');
    const content = await listOf(...Array.from({ length: 10 }, (_unused, n): [number, string] => [30 + n, '范晓红']));
    for (let time = 0; time < 2; time += 1) {
      expect(await lists.queries.one(actor(TAICANG), await upload(content))).toMatchObject({ status: 'preview', rowsGood: 5, rowsRefused: 5 });
    }
    for (let serial = 30; serial < 40; serial += 1) {
      expect((await about(serial)).map(({ path, by }) => [path, by])).toEqual(serial < 35 ? [[SUZHOU, '太仓市总工会']] : []);
    }
    const { rows } = await db.owner.query(
      `SELECT DISTINCT actor, on_behalf_of FROM audit_log WHERE table_name = 'branch_notices' AND action = 'insert' AND actor LIKE 'system:%'`);
    expect(rows).toEqual([{ actor: 'system:importer', on_behalf_of: actor(TAICANG).accountId }]);
    const { rows: chunks } = await db.owner.query(
      `SELECT count(DISTINCT transaction_id)::integer AS n FROM audit_log WHERE table_name = 'branch_notices' AND actor = 'system:importer'`);
    expect(chunks).toEqual([{ n: 1 }]);
  });

  it('is told when a name has come to differ since the check', async () => {
    const id = await upload(await listOf([50, '范晓红'], [51, '顾一']));
    await register(WUJIANG, 50, '范小红');
    expect(await about(50)).toEqual([]);
    await lists.confirm.execute(actor(TAICANG), { importId: id, version: 2 });
    await lists.work();
    expect(await lists.queries.one(actor(TAICANG), id)).toMatchObject({ status: 'applied', rowsApplied: 1, rowsRefused: 1 });
    expect((await about(50)).map(({ path, code }) => [path, code])).toEqual([[SUZHOU, 'name_differs']]);
  });

  it('is told to nobody when the list is only tried', async () => {
    await register(WUJIANG, 52, '范小红');
    const id = await upload(await listOf([52, '范晓红']), { kind: 'members', dryRun: 'true' });
    expect(await lists.queries.one(actor(TAICANG), id)).toMatchObject({ rowsRefused: 1 });
    expect(await about(52)).toEqual([]);
  });

  it('holds up nobody who registers the same person while it is checked', async () => {
    await register(WUJIANG, 53, '范小红');
    const row = { name: '范晓红', idNumber: madeUpId(53), sex: sexOfNumber(madeUpId(53)), birthDate: birthDateOfNumber(madeUpId(53)) };
    await db.transactions.run(actor(TAICANG), async (tx) => {
      await lists.kinds.get('members').checkRows?.(tx, { id: newId(), organizationId: tx.actor.organizationId, dryRun: false, options: {} },
        [{ rowNumber: 2, values: { name: row.name, idNumber: row.idNumber } }]);
      // The check has not ended; a notice that stood in its transaction would make this wait for it, and so for ever.
      await expect(register(TAICANG, 53, '范晓红')).rejects.toMatchObject(refused);
    });
    expect(await about(53)).toHaveLength(1);
  });
});

describe('closing a notice', () => {
  const close = (notice: NoticeView, more: { by?: Actor; version?: number; resolution?: 'typed_wrongly' | 'acknowledged'; note?: string } = {}) =>
    closeNotice.execute(more.by ?? actor(SUZHOU), {
      noticeId: notice.id, version: more.version ?? notice.version, resolution: more.resolution ?? 'typed_wrongly', ...(more.note === undefined ? {} : { note: more.note }),
    });

  it('says how it was settled, by whom and when, with the note sealed; the same disagreement then opens another', async () => {
    const notice = await openDifference(60);
    await close(notice, { note: '登记单位已按证件更正' });
    expect(await notices.one(actor(SUZHOU), notice.id)).toEqual({
      ...notice, status: 'closed', resolution: 'typed_wrongly', note: '登记单位已按证件更正', closedBy: '测试账号', closedOn: '2011-01-04', version: 2,
    });
    const { rows } = await db.owner.query<{ note: Buffer }>('SELECT note FROM branch_notices WHERE id = $1', [notice.id]);
    expect(rows[0]!.note.toString('utf8')).not.toContain('证件');
    await expect(register(TAICANG, 60, '范晓红')).rejects.toMatchObject(refused);
    expect((await about(60)).map(({ status }) => status)).toEqual(['closed', 'open']);
  });

  it('is won by one of two who close it at once', async () => {
    const notice = await openDifference(61);
    const others: Actor[] = [];
    while (others.length < 6) others.push(await db.actor({ path: SUZHOU, ...CASEWORKER }));
    const outcomes = await Promise.allSettled(others.map((by, which) => close(notice, { by, note: `第${which}人` })));
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(lost).toEqual(Array.from({ length: 5 }, () => 'version.stale'));
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(await notices.one(actor(SUZHOU), notice.id)).toMatchObject({ note: `第${winner}人`, version: 2 });
    const { rows } = await db.owner.query(
      `SELECT actor FROM audit_log WHERE table_name = 'branch_notices' AND row_key = $1 AND action = 'update'`, [notice.id]);
    expect(rows).toEqual([{ actor: `account:${others[winner]!.accountId}` }]);
  });

  it('is refused outside the branch, in an old version, a second time, and with a resolution of the other kind', async () => {
    const notice = await openDifference(62);
    for (const path of [WUJIANG, TAICANG, NANJING]) await expect(close(notice, { by: actor(path) })).rejects.toMatchObject({ code: 'branch_notice.not_found' });
    await expect(close(notice, { version: 2 })).rejects.toMatchObject({ code: 'version.stale' });
    await expect(close(notice, { resolution: 'acknowledged' })).rejects.toMatchObject(
      { code: 'branch_notice.resolution_unfit', details: { fitting: 'typed_wrongly, record_corrected, referred' } });
    await close(notice);
    await expect(close(notice)).rejects.toMatchObject({ code: 'version.stale' });
    await expect(close(notice, { version: 2 })).rejects.toMatchObject({ code: 'branch_notice.closed' });
  });

  it('works for the branch that was told of a registration elsewhere', async () => {
    await register(WUJIANG, 63, '陆建国');
    await register(TAICANG, 63, '陆建国');
    const [{ id } = { id: '' }] = await about(63);
    const notice = await notices.one(actor(WUJIANG), id);
    expect(notice).toMatchObject({ code: 'registered_elsewhere', name: '陆**', registeringOrganizationName: '太仓市总工会' });
    await close(notice, { by: actor(WUJIANG), resolution: 'acknowledged' });
    expect((await seen(WUJIANG, 'open')).map((one) => one.id)).not.toContain(id);
    expect(await seen(WUJIANG, 'closed')).toMatchObject([{ id, resolution: 'acknowledged' }]);
  });

  it.each([
    [`status = 'closed'`], [`resolution = 'typed_wrongly'`], [`status = 'closed', closed_by = (SELECT id FROM accounts LIMIT 1), closed_on = '2011-01-04'`],
    [`status = 'closed', resolution = 'acknowledged', closed_by = (SELECT id FROM accounts LIMIT 1), closed_on = '2011-01-04'`],
  ])('is never half done, nor done with the other kind of resolution: the database refuses %s', async (change) => {
    await expect(db.owner.query(`UPDATE branch_notices SET ${change} WHERE code = 'name_differs' AND status = 'open'`)).rejects.toMatchObject({ code: '23514' });
  });

  it('is listed page by page, every notice once', async () => {
    const whole = await seen(JIANGSU);
    const ids: string[] = [];
    for (let after: [string, string, string] | undefined; ;) {
      const { items, nextCursor } = await notices.list(actor(JIANGSU), undefined, 3, after);
      ids.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      after = JSON.parse(Buffer.from(nextCursor, 'base64url').toString('utf8')) as [string, string, string];
    }
    expect(whole.length).toBeGreaterThan(10);
    expect(ids).toEqual(whole.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
