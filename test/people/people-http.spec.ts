import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/ids.js';
import { PeopleModule } from '../../src/modules/people/people.module.js';
import { JobRunner } from '../../src/platform/outbox/job-runner.js';
import { SUZHOU, TAICANG, WUJIANG } from '../support/database.js';
import { startModuleApp, type ModuleApp } from '../support/module-app.js';
import { CASEWORKER, HEADERS, workbook } from '../lists/support.js';

let stage: ModuleApp;

beforeAll(async () => {
  stage = await startModuleApp({
    modules: [PeopleModule],
    actors: {
      wujiang: { path: WUJIANG, ...CASEWORKER },
      taicang: { path: TAICANG, ...CASEWORKER },
      suzhou: { path: SUZHOU, ...CASEWORKER },
      reader: { path: WUJIANG, roles: [], permissions: ['members:read'] },
    },
  });
});
afterAll(() => stage.close());

const call = (method: 'get' | 'post' | 'patch', path: string, who = 'wujiang') => stage.call(method, path, who);
const shen = { name: '沈月英', idNumber: '320502 19820709 2047', mobile: '+86 138-6254-0001', workplace: '环卫处', occupation: '清扫保洁', employedOn: '2005-06-26' };

describe('members over HTTP', () => {
  let id: string;

  it('registers a member and answers masked, with an ETag', async () => {
    const answer = await call('post', 'members').send(shen).expect(201);
    expect(answer.body).toMatchObject({
      name: '沈**', idNumber: '320***********2047', mobile: '138****0001', sex: 'female', birthYear: 1982, idType: 'resident_id',
      organizationName: '吴江市总工会', workplace: '环卫处', employedOn: '2005-06-26', memberSince: '2011-01-04', accounts: [], version: 1,
    });
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.text).not.toMatch(/沈月英|13862540001|19820709/);
    id = (answer.body as { id: string }).id;
  });

  it('gives the first answer to a repeated request', async () => {
    const key = newId();
    const send = (body: object) => call('post', 'members').set('Idempotency-Key', key).send(body);
    const body = { name: '黄海', idNumber: '320582196911303170' };
    const first = await send(body).expect(201);
    expect((await send(body).expect(201)).body).toEqual(first.body);
    await send({ ...body, name: '黄河' }).expect(409);
  });

  it.each([
    [{ name: '沈月英', idNumber: '320502198207092047' }, 409, 'person.already_member'],
    [{ name: '沈月瑛', idNumber: '320502198207092047' }, 409, 'person.name_differs'],
  ])('refuses %o with %i', async (body, status, code) => {
    expect((await call('post', 'members').send(body).expect(status)).body).toMatchObject({ code });
  });

  it.each([
    [{ idNumber: '320584197603151239' }, 'idNumber', 'id_number_check_digit'],
    [{ idNumber: '320584760315123' }, 'idNumber', 'id_number_legacy'],
    [{ idNumber: '320584209901011230' }, 'idNumber', 'id_number_birth_in_future'],
    [{ idNumber: 'H12345678' }, 'idNumber', 'id_number_other_document'],
    [{ mobile: '12345678901' }, 'mobile', 'mobile_prefix'],
    [{ sex: 'female' }, 'sex', 'person.sex_differs'],
    [{ birthDate: '1976-03-16' }, 'birthDate', 'person.birth_date_differs'],
    [{ employedOn: '1970-01-01' }, 'employedOn', 'person.employed_before_birth'],
    [{ name: '　' }, 'name', undefined],
    [{ salary: 1 }, 'salary', 'unknown_field'],
  ])('names the wrong field of %o', async (wrong, field, code) => {
    const body = { name: '张三', idNumber: '32058419760315123X', ...wrong };
    const answer = await call('post', 'members').send(body).expect(400);
    const { errors } = answer.body as { errors: { field: string; code: string; zh: string; en: string }[] };
    expect(errors).toEqual([expect.objectContaining({ field, ...(code ? { code } : {}), zh: expect.stringMatching(/[一-鿿]/) as string, en: expect.stringMatching(/\w{3}/) as string })]);
  });

  it('changes a member under its version, and refuses a stale one', async () => {
    const changed = await call('patch', `members/${id}`).set('If-Match', '"1"').send({ occupation: '垃圾清运', mobile: null }).expect(200);
    expect(changed.body).toMatchObject({ occupation: '垃圾清运', workplace: '环卫处', mobile: null, version: 2 });
    expect((await call('patch', `members/${id}`).set('If-Match', '"1"').send({ mobile: '13862540002' }).expect(412)).body).toMatchObject({ code: 'version.stale' });
    await call('patch', `members/${id}`).send({ mobile: '13862540002' }).expect(428);
    await call('patch', `members/${id}`).set('If-Match', '2').send({ mobile: '138' }).expect(400);
    await call('patch', `members/${id}`).set('If-Match', '2').send({ mobile: '13862540002' }).expect(200);
  });

  it('lists by how the name begins and by organization, page by page', async () => {
    const names = (body: unknown) => (body as { items: { name: string }[] }).items.map((one) => one.name);
    expect(names((await call('get', `members?name=${encodeURIComponent('沈')}`).expect(200)).body)).toEqual(['沈**']);
    expect(names((await call('get', `members?name=${encodeURIComponent('%')}`).expect(200)).body)).toEqual([]);
    const first = await call('get', 'members?limit=1').expect(200);
    const { nextCursor } = first.body as { nextCursor: string };
    const second = await call('get', `members?limit=1&cursor=${nextCursor}`).expect(200);
    expect([...names(first.body), ...names(second.body)]).toEqual(['沈**', '黄*']);
    expect((second.body as { nextCursor: unknown }).nextCursor).toBeNull();
    const { id: organizationId } = stage.database.organization(TAICANG);
    expect(names((await call('get', `members?organizationId=${organizationId}`).expect(200)).body)).toEqual([]);
    await call('get', 'members?cursor=eyJ4').expect(400);
    await call('get', 'members?nam=x').expect(400);
  });

  it('finds by one number, and hides what is outside the branch', async () => {
    const search = (body: object, who = 'wujiang') => call('post', 'people/searches', who).send(body);
    for (const body of [{ idNumber: '320502198207092047' }, { mobile: '13862540002' }]) {
      expect((await search(body).expect(200)).body).toMatchObject({ items: [{ id, name: '沈**' }] });
    }
    expect((await search({ idNumber: '320502198207092047' }, 'taicang').expect(200)).body).toEqual({ items: [] });
    expect((await search({ accountNumber: '6222021102007197026' }).expect(200)).body).toEqual({ items: [] });
    expect((await search({}).expect(400)).body).toMatchObject({ code: 'person.search_by_one' });
    expect((await search({ idNumber: '320502198207092047', mobile: '13862540002' }).expect(400)).body).toMatchObject({ code: 'person.search_by_one' });
    expect((await search({ idNumber: '1' }).expect(400)).body).toMatchObject({ errors: [{ field: 'idNumber', code: 'id_number_length' }] });
    await call('get', `members/${id}`, 'taicang').expect(404);
    await call('patch', `members/${id}`, 'taicang').set('If-Match', '3').send({ occupation: '无' }).expect(404);
  });

  it('reveals with a reason, and logs who looked at what and why', async () => {
    const reveal = (body: object, who = 'wujiang') => call('post', `people/${id}/reveals`, who).send(body);
    const answer = await reveal({ fields: ['name', 'idNumber', 'mobile', 'accountNumber'], reason: '核对申领人证件' }).expect(200);
    expect(answer.body).toEqual({ id, name: '沈月英', idNumber: '320502198207092047', mobile: '13862540002', accounts: [] });
    await reveal({ fields: ['idNumber'], reason: '看看' }).expect(400);
    await reveal({ fields: [], reason: '核对申领人证件' }).expect(400);
    await reveal({ fields: ['birthDate'], reason: '核对申领人证件' }).expect(400);
    await reveal({ fields: ['idNumber'], reason: '核对申领人证件' }, 'taicang').expect(404);
    await reveal({ fields: ['idNumber'], reason: '核对申领人证件' }, 'reader').expect(403);
    const { rows } = await stage.database.owner.query('SELECT account_id, subject_type, subject_id, fields, reason FROM reveals');
    expect(rows).toEqual([{
      account_id: stage.actors.get('wujiang')!.accountId, subject_type: 'person', subject_id: id, fields: ['name', 'idNumber', 'mobile', 'accountNumber'], reason: '核对申领人证件',
    }]);
  });
});

describe('notices over HTTP', () => {
  interface Notice { id: string; name: string; version: number }
  const open = async (who: string) => (await call('get', 'people/notices?status=open', who).expect(200)).body as { items: Notice[]; nextCursor: string | null };
  const closing = (id: string, body: object, who = 'suzhou') => call('post', `people/notices/${id}/closing`, who).set('If-Match', '"1"').send(body);

  it('brings a refused name to the union above both branches, who closes it once', async () => {
    const typed = { name: '沈月瑛', idNumber: '320502198207092047' };
    const answer = await call('post', 'members', 'taicang').send(typed).expect(409);
    expect(answer.body).toMatchObject({ code: 'person.name_differs' });
    expect(answer.text).not.toMatch(/吴江|苏州|月英/);
    expect((await open('taicang')).items).toEqual([]);
    // Wujiang typed the other name itself before: that notice is its own.
    const here = (await open('wujiang')).items;
    expect(here).toMatchObject([{ organizationName: '吴江市总工会', registeringOrganizationName: '吴江市总工会', name: '沈**' }]);
    const all = (await open('suzhou')).items;
    expect(all).toMatchObject([{ organizationName: '苏州市总工会', registeringOrganizationName: '太仓市总工会', name: '沈**' }, here[0]]);
    const { id } = all[0]!;
    await closing(id, { resolution: 'typed_wrongly' }, 'wujiang').expect(404);
    await closing(id, { resolution: 'typed_wrongly' }, 'reader').expect(403);
    await closing(id, { resolution: 'forgotten' }).expect(400);
    expect((await closing(id, { resolution: 'acknowledged' }).expect(422)).body).toMatchObject({ code: 'branch_notice.resolution_unfit' });
    await call('post', `people/notices/${id}/closing`, 'suzhou').send({ resolution: 'typed_wrongly' }).expect(428);
    const closed = await closing(id, { resolution: 'typed_wrongly', note: '已按证件更正' }).expect(201);
    expect(closed.body).toMatchObject({ id, status: 'closed', resolution: 'typed_wrongly', note: '已按证件更正', closedBy: '测试账号', version: 2 });
    expect(closed.headers['etag']).toBe('"2"');
    expect((await closing(id, { resolution: 'typed_wrongly' }).expect(412)).body).toMatchObject({ code: 'version.stale' });
  });

  it('gives the first answer to a repeated closing', async () => {
    const [{ id } = { id: '' }] = (await open('wujiang')).items;
    const key = newId();
    const send = () => call('post', `people/notices/${id}/closing`).set('Idempotency-Key', key).set('If-Match', '"1"').send({ resolution: 'referred' });
    expect((await send().expect(201)).body).toEqual((await send().expect(201)).body);
  });

  it('refuses a status and a cursor that are none', async () => {
    await call('get', 'people/notices?status=new').expect(400);
    await call('get', 'people/notices?cursor=WyJhIiwiYiIsImMiXQ').expect(400);
    expect((await call('get', 'people/notices?status=closed&limit=1', 'suzhou').expect(200)).body).toMatchObject(
      { items: [{ status: 'closed' }], nextCursor: expect.any(String) as string });
  });
});

describe('imports over HTTP', () => {
  const upload = (content: Buffer, fields: Record<string, string> = { kind: 'members' }, who = 'wujiang') => {
    const test = call('post', 'imports', who);
    for (const [name, value] of Object.entries(fields)) void test.field(name, value);
    return test.attach('file', content, '花名册.xlsx');
  };
  const work = async () => {
    for (;;) {
      const { rows } = await stage.database.owner.query<{ id: string }>('SELECT id FROM outbox WHERE done_at IS NULL ORDER BY id LIMIT 1');
      if (!rows[0]) return;
      await stage.app.get(JobRunner).run(rows[0].id);
    }
  };

  it('takes a roster in, shows its preview, and applies it', async () => {
    const { body } = await upload(await readFile('seeds/demo/roster-wujiang-224.xlsx')).expect(201);
    const { id } = body as { id: string };
    expect(body).toMatchObject({ status: 'checking', kind: 'members', fileName: '花名册.xlsx', version: 1 });
    await work();
    const preview = await call('get', `imports/${id}`).expect(200);
    expect(preview.body).toMatchObject({ status: 'preview', rowsGood: 224, version: 2 });
    await call('post', `imports/${id}/confirmation`).expect(428);
    const confirmed = await call('post', `imports/${id}/confirmation`).set('If-Match', preview.headers['etag'] as string).expect(201);
    expect(confirmed.body).toMatchObject({ status: 'applying' });
    await work();
    expect((await call('get', `imports/${id}`).expect(200)).body).toMatchObject({ status: 'applied', rowsApplied: 224 });
    expect((await call('get', 'imports').expect(200)).body).toMatchObject({ items: [{ id }], nextCursor: null });
    await call('get', `imports/${id}`, 'taicang').expect(404);
    await call('post', `imports/${id}/dropping`).expect(409);
  });

  it('shows refused rows', async () => {
    const broken = Buffer.from(await workbook([HEADERS, ['张三', '男', '320584197603151239', '', '', '', '', '', '', '']]));
    const { id } = (await upload(broken).expect(201)).body as { id: string };
    await work();
    expect((await call('get', `imports/${id}/refused-rows`).expect(200)).body).toMatchObject(
      { items: [{ row: 2, column: 'C', columnName: '身份证号', maskedValue: '320***********1239', code: 'id_number_check_digit' }], nextCursor: null });
    expect((await call('post', `imports/${id}/dropping`).expect(201)).body).toMatchObject({ status: 'dropped' });
  });

  it('answers a repeated upload with the first import', async () => {
    const content = Buffer.from(await workbook([HEADERS]));
    const key = newId();
    const send = (file: Buffer) => call('post', 'imports').set('Idempotency-Key', key)
      .field('kind', 'members').attach('file', file, 'a.xlsx');
    const first = await send(content).expect(201);
    expect(((await send(content).expect(201)).body as { id: string }).id).toBe((first.body as { id: string }).id);
    await send(Buffer.from(await workbook([HEADERS, ['x']]))).expect(409);
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), { kind: 'members' }, 415, 'import.not_a_workbook'],
    ['a file with a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), { kind: 'members' }, 415, 'import.old_or_protected_workbook'],
    ['an empty file', Buffer.alloc(0), { kind: 'members' }, 400, 'document.empty'],
    ['no kind', 'roster', {}, 400, 'import.kind_unknown'],
    ['a foreign field', 'roster', { kind: 'members', color: 'red' }, 400, 'request.invalid'],
  ])('refuses %s', async (_what, content, fields, status, code) => {
    const file = typeof content === 'string' ? await readFile('seeds/demo/roster-wujiang-224.xlsx') : content;
    expect((await upload(file, fields as Record<string, string>).expect(status)).body).toMatchObject({ code });
  });
});

