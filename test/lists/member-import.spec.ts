import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { Refused } from '../../src/kernel/refusals.js';
import { birthDateOfNumber, sexOfNumber } from '../../src/modules/people/rules/id-number-facts.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';
import { CASEWORKER, HEADERS, listsOn, madeUpId, workbook } from './support.js';

let db: TestDatabase;
let lists: Awaited<ReturnType<typeof listsOn>>;
let caseworker: Actor;

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await db.owner.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);

beforeAll(async () => {
  db = await freshDatabase();
  lists = await listsOn(db);
  caseworker = await db.actor({ path: WUJIANG, ...CASEWORKER });
});
afterAll(async () => {
  await lists.remove();
  await db.drop();
});

describe('the roster of the sanitation workers', () => {
  it('gives 224 good rows, and 224 members once it is confirmed', async () => {
    const id = await lists.upload(caseworker, await readFile('seeds/demo/roster-wujiang-224.xlsx'));
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'checking', rowsRead: 0, progress: { rowsDone: 0 } });
    await lists.work();
    const preview = await lists.queries.one(caseworker, id);
    expect((await lists.queries.refusedRows(caseworker, id, 10, undefined)).items).toEqual([]);
    expect(preview).toMatchObject({ status: 'preview', rowsRead: 224, rowsGood: 224, rowsRefused: 0, rowsKnown: 0, unknownColumns: [], failure: null });
    await lists.confirm.execute(caseworker, { importId: id, version: preview.version });
    await lists.work();
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'applied', rowsApplied: 224, rowsRefused: 0 });
    expect(await count(`memberships WHERE organization_path = $1`, [WUJIANG])).toBe(224);
    expect(await count('bank_accounts')).toBe(224);
    expect(await count('import_rows WHERE content IS NOT NULL')).toBe(0);
    expect(await count(`outbox WHERE dead_at IS NOT NULL OR last_error IS NOT NULL`)).toBe(0);
  });
});

describe('a list with broken rows', () => {
  const rows = [
    ['2011年互助保障花名册'],
    ['序号', '职工姓名', '性别', '公民身份号码', '联系电话', '单位', '出生日期', '入职时间', '银行卡号', '开户行', '政治面貌'],
    [1, ' 张 三 ', '男', '32058419760315123x', '+86 138-6254-0001', '环卫处', '1976.3.15', 38529, '6222 0211 0200 7197 026', '工行', '群众'],
    [2, '李四', '男', '320584197603151239', '13862540002', '环卫处'],
    [3, '王五', '女', '320582196911303170', '13862540003', '环卫处'],
    [4, '赵六', '女', '320502198207092047', '1386254000', '环卫处', '1982年7月9日', '不详'],
    [5, '孙七', '男', 320583199412315100, '13862540005', '环卫处'],
    [6, '', '女', '320585200002294260', '13862540006', '环卫处'],
    [7, '张三', '男', '320584760315123', '', '环卫处'],
    [8, '周八', '女', '32050619880101002X', '13862540008', '环卫处', '1988-01-02'],
    [9, '吴九', '男', '320583199412315118', '13862540009', '环卫处', null, '1901-01-01', '6222021102007197026'],
    [],
    ['合 计', null, null, 9],
    [null, '制表人：王主任', null, null, null, null, null, '制表日期：2011年11月'],
  ];
  let id: string;

  beforeAll(async () => {
    id = await lists.upload(caseworker, await workbook(rows));
    await lists.work();
  });

  it('keeps the good row and counts the others', async () => {
    expect(await lists.queries.one(caseworker, id)).toMatchObject(
      { status: 'preview', rowsRead: 9, rowsGood: 1, rowsRefused: 8, unknownColumns: ['政治面貌'] });
  });

  it('says of each broken value the row, the column, the masked value and the reason', async () => {
    const { items } = await lists.queries.refusedRows(caseworker, id, 50, undefined);
    expect(items.map(({ row, column, columnName, maskedValue, code }) => [row, column, columnName, maskedValue, code])).toEqual([
      [4, 'D', '公民身份号码', '320***********1239', 'id_number_check_digit'],
      [5, 'C', '性别', '女', 'person.sex_differs'],
      [6, 'E', '联系电话', '1*******00', 'mobile_length'],
      [6, 'H', '入职时间', '不详', 'import.not_a_date'],
      [7, 'D', '公民身份号码', '320***********5100', 'import.number_lost_digits'],
      [8, 'B', '职工姓名', null, 'import.value_missing'],
      [9, 'D', '公民身份号码', '320***********123X', 'import.repeated_in_file'],
      [10, 'G', '出生日期', '1988******', 'person.birth_date_differs'],
      [11, 'H', '入职时间', '1901-01-01', 'person.employed_before_birth'],
      [11, 'I', '银行卡号', '6222 **** **** 7026', 'person.account_incomplete'],
    ]);
    expect(items[6]).toMatchObject({ zh: '与第 3 行重复，只保留前一行。', en: 'The same as row 3; only the first of them is kept.' });
  });

  it('pages through the reasons without losing or repeating one', async () => {
    const first = await lists.queries.refusedRows(caseworker, id, 4, undefined);
    const second = await lists.queries.refusedRows(caseworker, id, 50, [6, 2]);
    expect([...first.items, ...second.items]).toHaveLength(10);
    expect(first.nextCursor).not.toBeNull();
  });

  it('keeps no value of a row in the clear', async () => {
    const { rows: kept } = await db.owner.query<{ text: string }>(
      `SELECT coalesce(encode(content, 'escape'), '') || refusals::text AS text FROM import_rows WHERE import_id = $1`, [id]);
    for (const { text } of kept) expect(text).not.toMatch(/32058419760315123|13862540001|320582196911303170|张三/);
  });

  it('applies the good row, normalized', async () => {
    await lists.confirm.execute(caseworker, { importId: id, version: 2 });
    await lists.work();
    const { rows: people } = await db.owner.query<{ name: string; employed_on: string; birth_date: string }>(
      `SELECT p.name, m.employed_on::text, p.birth_date::text FROM import_rows r JOIN people p ON p.id = r.result_id JOIN memberships m ON m.person_id = p.id
       WHERE r.import_id = $1`, [id]);
    expect(people).toEqual([{ name: '张三', employed_on: '2005-06-26', birth_date: '1976-03-15' }]);
  });
});

describe('a long list', () => {
  const made = (size: number, from = 0) => [HEADERS, ...Array.from({ length: size }, (_unused, at) => {
    const idNumber = madeUpId(from + at);
    return [`职工${at}`, Number(idNumber[16]) % 2 === 1 ? '男' : '女', idNumber, '', '环卫处', '清扫保洁', '', '', '', ''];
  })];
  const members = (id: string) => count('import_rows r JOIN memberships m ON m.person_id = r.result_id WHERE r.import_id = $1', [id]);
  const confirmed = async (size: number, from: number): Promise<string> => {
    const id = await lists.upload(caseworker, await workbook(made(size, from)));
    expect(await lists.work(1)).toBe(1);
    await lists.confirm.execute(caseworker, { importId: id, version: 2 });
    return id;
  };

  /** Delivers the message of a chunk that is done once more, as after a kill before the queue heard of its end. */
  const again = async (id: string, chunk: number): Promise<void> => {
    const { rows } = await db.owner.query<{ id: string }>(
      `INSERT INTO outbox (id, job, payload, organization_id, scope, on_behalf_of, request_id)
       SELECT gen_random_uuid(), job, payload, organization_id, scope, on_behalf_of, request_id FROM outbox
       WHERE payload ->> 'importId' = $1 AND payload ->> 'chunk' = $2 ORDER BY id LIMIT 1 RETURNING id`, [id, String(chunk)]);
    await lists.runner.run(rows[0]!.id);
  };

  it('goes on after a kill between two chunks, and a chunk that comes twice changes nothing', async () => {
    const id = await confirmed(2_300, 0);
    await lists.work(1);
    expect(await lists.queries.one(caseworker, id)).toMatchObject(
      { status: 'applying', rowsApplied: 1_000, progress: { rowsDone: 1_000, secondsLeft: expect.any(Number) as number } });
    expect(await members(id)).toBe(1_000);
    await again(id, 0);
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'applying', rowsApplied: 1_000 });
    expect(await members(id)).toBe(1_000);
    await lists.work();
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'applied', rowsApplied: 2_300, rowsRefused: 0, progress: null });
    expect(await members(id)).toBe(2_300);
    const before = await lists.queries.one(caseworker, id);
    for (const chunk of [0, 1, 2]) await again(id, chunk);
    expect(await lists.queries.one(caseworker, id)).toEqual(before);
    expect(await lists.work()).toBe(0);
  });

  it('leaves nothing of a chunk that breaks in the middle, and does it whole the next time', async () => {
    const id = await confirmed(3, 5_000);
    const kind = lists.kinds.get('members');
    const { applyRows } = kind;
    let broken = true;
    Object.assign(kind, {
      applyRows: async (...given: Parameters<typeof applyRows>) => {
        const done = await applyRows(...given);
        if (broken) throw new Error('the process ended here');
        return done;
      },
    });
    const { rows } = await db.owner.query<{ id: string }>('SELECT id FROM outbox WHERE done_at IS NULL');
    const before = [await count('people'), await count('person_branches'), await count('memberships')];
    await lists.runner.run(rows[0]!.id);
    expect([await count('people'), await count('person_branches'), await count('memberships')]).toEqual(before);
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'applying', rowsApplied: 0 });
    broken = false;
    await lists.runner.run(rows[0]!.id);
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'applied', rowsApplied: 3 });
    expect(await members(id)).toBe(3);
    Object.assign(kind, { applyRows });
  });

  it('ends as failed, with nothing of the chunk, when the kind refuses the list as a whole', async () => {
    const id = await confirmed(3, 5_500);
    const kind = lists.kinds.get('members');
    const { applyRows } = kind;
    Object.assign(kind, {
      applyRows: async (...given: Parameters<typeof applyRows>) => {
        await applyRows(...given);
        throw new Refused('import.wrong_status', { status: 'closed' });
      },
    });
    const before = await count('memberships');
    await lists.work();
    Object.assign(kind, { applyRows });
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'failed', rowsApplied: 0, failure: { code: 'import.wrong_status', en: expect.stringContaining('closed') as string } });
    expect(await count('memberships')).toBe(before);
    expect(await count(`import_rows WHERE import_id = $1 AND state = 'good'`, [id])).toBe(3);
  });

  it('refuses a row that has become wrong since the preview, and applies the others', async () => {
    const id = await confirmed(3, 5_600);
    const idNumber = madeUpId(5_601);
    const taicang = await db.actor({ path: TAICANG, ...CASEWORKER });
    await db.transactions.run(taicang, (tx) => lists.registrar.registerSet(tx, [
      { name: '别的名字', idNumber, sex: sexOfNumber(idNumber), birthDate: birthDateOfNumber(idNumber) }]));
    await lists.work();
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'applied', rowsApplied: 2, rowsGood: 2, rowsRefused: 1 });
    expect((await lists.queries.refusedRows(caseworker, id, 5, undefined)).items).toMatchObject(
      [{ row: 3, column: 'A', columnName: '姓名', maskedValue: '职**', code: 'person.name_differs' }]);
  });

  it('checks a list once, however often the message comes', async () => {
    const id = await lists.upload(caseworker, await workbook(made(5, 6_000)));
    await lists.work();
    const before = await lists.queries.one(caseworker, id);
    const system = { ...caseworker, kind: 'system' as const, systemName: 'importer' };
    await db.transactions.run(system, (tx) => lists.check.execute(tx, id));
    expect(await lists.queries.one(caseworker, id)).toEqual(before);
    expect(await count('import_rows WHERE import_id = $1', [id])).toBe(5);
  });

  it('is applied only once when it is uploaded again: everybody is known', async () => {
    const content = await workbook(made(40, 7_000));
    for (const known of [0, 40]) {
      const id = await lists.upload(caseworker, content);
      await lists.work();
      expect(await lists.queries.one(caseworker, id)).toMatchObject({ rowsGood: 40, rowsKnown: known });
      await lists.confirm.execute(caseworker, { importId: id, version: 2 });
      await lists.work();
    }
    expect(await count('memberships m JOIN people p ON p.id = m.person_id WHERE p.name = $1', ['职工39'])).toBe(2);
  });

  it('keeps the first good one of two rows for one number, not the first that was refused', async () => {
    await db.transactions.run(caseworker, (tx) => lists.registrar.registerSet(tx, [
      { name: '林一', idNumber: madeUpId(12_000), sex: sexOfNumber(madeUpId(12_000)), birthDate: birthDateOfNumber(madeUpId(12_000)) }]));
    const rowOf = (name: string) => [name, null, madeUpId(12_000)];
    const id = await lists.upload(caseworker, await workbook([HEADERS, rowOf('林二'), rowOf('林一'), rowOf('林一')]));
    await lists.work();
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ rowsGood: 1, rowsKnown: 1, rowsRefused: 2 });
    expect((await lists.queries.refusedRows(caseworker, id, 5, undefined)).items).toMatchObject([
      { row: 2, code: 'person.name_differs' }, { row: 4, code: 'import.repeated_in_file', zh: '与第 3 行重复，只保留前一行。' }]);
  });

  it('finds a repetition in another chunk', async () => {
    const rows = made(1_200, 9_000);
    rows.push([...rows[5]!]);
    const id = await lists.upload(caseworker, await workbook(rows));
    await lists.work();
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ rowsGood: 1_200, rowsRefused: 1 });
    expect((await lists.queries.refusedRows(caseworker, id, 5, undefined)).items).toMatchObject([{ row: 1_202, code: 'import.repeated_in_file' }]);
  });
});

describe('what may be done with an import', () => {
  let content: Uint8Array;
  beforeAll(async () => {
    content = await workbook([HEADERS, ['钱一', '女', '320502198207092047', '', '', '', '', '', '', '']]);
  });
  const refusal = (code: string) => expect.objectContaining({ code }) as Error;

  it('stops a dry run at the preview', async () => {
    const id = await lists.upload(caseworker, content, { kind: 'members', dryRun: 'true' });
    await lists.work();
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'preview', dryRun: true, rowsGood: 1 });
    await expect(lists.confirm.execute(caseworker, { importId: id, version: 2 })).rejects.toEqual(refusal('import.is_dry_run'));
  });

  it('refuses a stale version, a second confirmation, and a confirmation from the branch above', async () => {
    const id = await lists.upload(caseworker, content);
    await expect(lists.confirm.execute(caseworker, { importId: id, version: 1 })).rejects.toEqual(refusal('import.wrong_status'));
    await lists.work();
    await expect(lists.confirm.execute(caseworker, { importId: id, version: 1 })).rejects.toEqual(refusal('version.stale'));
    const above = await db.actor({ path: SUZHOU, ...CASEWORKER });
    await expect(lists.confirm.execute(above, { importId: id, version: 2 })).rejects.toEqual(refusal('import.other_branch'));
    const both = await Promise.allSettled([1, 2].map(() => lists.confirm.execute(caseworker, { importId: id, version: 2 })));
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    await lists.work();
    await expect(lists.drop.execute(caseworker, id)).rejects.toEqual(refusal('import.wrong_status'));
  });

  it('drops a preview with all that was staged', async () => {
    const id = await lists.upload(caseworker, content);
    await lists.work();
    await lists.drop.execute(caseworker, id);
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'dropped' });
    expect(await count('import_rows WHERE import_id = $1', [id])).toBe(0);
  });

  it('leaves nothing of a list that is dropped while it is being checked', async () => {
    const id = await lists.upload(caseworker, content);
    const { checkRows } = lists.kinds.get('members');
    Object.assign(lists.kinds.get('members'), {
      checkRows: async () => {
        await lists.drop.execute(caseworker, id);
        return [];
      },
    });
    await lists.work();
    Object.assign(lists.kinds.get('members'), { checkRows });
    expect(await lists.queries.one(caseworker, id)).toMatchObject({ status: 'dropped' });
    expect(await count('import_rows WHERE import_id = $1', [id])).toBe(0);
    expect(await count('outbox WHERE last_error IS NOT NULL AND payload ->> $2 = $1', [id, 'importId'])).toBe(0);
  });

  it('is absent for another branch', async () => {
    const id = await lists.upload(caseworker, content);
    await lists.work();
    const taicang = await db.actor({ path: TAICANG, ...CASEWORKER });
    await expect(lists.queries.one(taicang, id)).rejects.toEqual(refusal('import.not_found'));
    await expect(lists.queries.refusedRows(taicang, id, 5, undefined)).rejects.toEqual(refusal('import.not_found'));
    await expect(lists.confirm.execute(taicang, { importId: id, version: 2 })).rejects.toEqual(refusal('import.not_found'));
    await expect(lists.drop.execute(taicang, id)).rejects.toEqual(refusal('import.not_found'));
    expect((await lists.queries.list(taicang, 10, undefined)).items).toEqual([]);
  });

  it('refuses an unknown kind, a foreign field, a dryRun that is neither, and a caller without the right of the kind', async () => {
    await expect(lists.upload(caseworker, content, { kind: 'cats' })).rejects.toEqual(refusal('import.kind_unknown'));
    await expect(lists.upload(caseworker, content, { kind: 'members', cardBatchId: 'x' })).rejects.toMatchObject(
      { code: 'request.invalid', details: { errors: [{ field: 'cardBatchId', code: 'unknown_field' }] } });
    await expect(lists.upload(caseworker, content, { kind: 'members', dryRun: '1' })).rejects.toMatchObject(
      { code: 'request.invalid', details: { errors: [{ field: 'dryRun', code: 'not_true_or_false' }] } });
    const without = await db.actor({ path: WUJIANG, roles: ['caseworker'], permissions: ['imports:write'] });
    await expect(lists.upload(without, content)).rejects.toEqual(refusal('import.kind_not_allowed'));
  });
});

describe('a workbook that is of no use', () => {
  it.each([
    ['has no header row', async () => workbook([['随便'], ['写点什么']]), 'import.header_not_found'],
    ['has nothing below the header', async () => workbook([HEADERS]), 'import.no_rows'],
    ['is cut short', async () => (await workbook([HEADERS, ['钱一']])).slice(0, 900), 'import.workbook_broken'],
    ['is a password-protected file', async () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'import.old_or_protected_workbook'],
    ['is a picture', async () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'import.not_a_workbook'],
  ])('that %s fails once, with its reason, and is not tried again', async (_what, content, code) => {
    const id = await lists.upload(caseworker, await content());
    expect(await lists.work()).toBe(1);
    const failed = await lists.queries.one(caseworker, id);
    expect(failed).toMatchObject({ status: 'failed', failure: { code } });
    expect(failed.failure?.zh).toMatch(/^[^{]*[。；][^{]*$/);
    expect(await count('import_rows WHERE import_id = $1', [id])).toBe(0);
    expect(await count('outbox WHERE attempts > 1 AND payload ->> $2 = $1', [id, 'importId'])).toBe(0);
  });
});
