import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CardHolder } from '../../src/demo/cards-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import { WUJIANG } from '../support/database.js';
import { diagnosedToday, newPerson, openOffice, type Office } from '../support/cast.js';
import { addressOf, callerOf, operationsOf } from './operations.js';
import { expectProblem, quiet, stateOf, type ProblemBody } from './problems.js';

type Vectors = Record<string, { readonly valid: [string, string][]; readonly invalid: [string, string][] }>;
const vectors = JSON.parse(readFileSync(new URL('../data/identifier-vectors.json', import.meta.url), 'utf8')) as Vectors;
const valid = (...kinds: string[]) => kinds.flatMap((kind) => vectors[kind]!.valid);
const invalid = (...kinds: string[]) => kinds.flatMap((kind) => vectors[kind]!.invalid);

let office: Office;
let holder: CardHolder;

beforeAll(async () => {
  office = await openOffice();
  holder = (await office.giveCards(1)).holders[0]!;
  await quiet(office.stage.database);
});
afterAll(() => office.close());

/** In a describe: no test of it may leave a trace. */
function leavesNothing(): void {
  let before: Record<string, string>;
  beforeEach(async () => (before = await stateOf(office.stage.database)));
  afterEach(async () => expect(await stateOf(office.stage.database)).toEqual(before));
}

const register = (body: object) => office.as('caseworker', 'post', 'members').send(body);
const search = (body: object) => office.as('caseworker', 'post', 'people/searches').send(body);
const account = { payeeName: '赵小明', accountNumber: '6222021102000000011', bankName: '工商银行' };
const claimBody = (changed: object = {}) => ({ cardId: holder.id, diagnosis: diagnosedToday, account, ...changed });
const file = (changed: object = {}) => office.as('caseworker', 'post', 'mutual-aid/claims').send(claimBody(changed));
const withDiagnosis = (changed: object) => file({ diagnosis: { ...diagnosedToday, ...changed } });

/** Written with a country code or blanks: not to be stored so, but read as the number that it is. */
const READ_AS: Readonly<Record<string, string>> = { '+8613800000001': '13800000001', '6222 021102000000011': '6222021102000000011' };

describe('identifiers that are none', () => {
  leavesNothing();

  it.each([...invalid('resident_id', 'resident_id_15', 'hmt_permit'), ...valid('resident_id_15')])('ID number %s (%s)', async (idNumber) => {
    const answer = await register({ name: '张三', idNumber });
    expectProblem(answer, { status: 400, code: 'request.invalid', field: 'idNumber' });
    expect((answer.body as ProblemBody).errors[0]!.code).toMatch(/^id_number_/);
    expect(answer.text).not.toContain(idNumber);
    expectProblem(await search({ idNumber }), { status: 400, code: 'request.invalid', field: 'idNumber' });
  });

  it.each(invalid('mobile').filter(([mobile]) => !READ_AS[mobile]))('mobile %s (%s)', async (mobile) => {
    const answer = await register({ ...newPerson(), mobile });
    expectProblem(answer, { status: 400, code: 'request.invalid', field: 'mobile' });
    expect((answer.body as ProblemBody).errors[0]!.code).toMatch(/^mobile_/);
    expectProblem(await search({ mobile }), { status: 400, code: 'request.invalid', field: 'mobile' });
    expectProblem(await file({ contactMobile: mobile }), { status: 422, code: 'claim.invalid', field: 'contactMobile' });
  });

  it.each(invalid('bank_card').filter(([number]) => !READ_AS[number]))('bank card %s (%s)', async (accountNumber) => {
    const answer = await file({ account: { ...account, accountNumber } });
    expectProblem(answer, { status: 422, code: 'claim.invalid', field: 'account.accountNumber' });
    expect((answer.body as ProblemBody).errors[0]!.code).toMatch(/^bank_card_/);
    expect(answer.text).not.toContain(accountNumber);
  });
});

describe('unified social credit codes', () => {
  const unit = (uscc: string, code: string) => office.as('administrator', 'post', 'organizations')
    .send({ parentId: office.stage.database.organization(WUJIANG).id, code, nameZh: '试验单位工会', level: 'unit', uscc });

  describe('that are none', () => {
    leavesNothing();

    it.each(invalid('uscc'))('%s (%s)', async (uscc) => {
      const answer = await unit(uscc, '901');
      expectProblem(answer, { status: 400, code: 'request.invalid', field: 'uscc' });
      expect((answer.body as ProblemBody).errors[0]!.code).toMatch(/^uscc_/);
    });
  });

  it('are taken when they are right, in small letters too, and stand at one organization only', async () => {
    for (const [index, [uscc]] of valid('uscc').entries()) {
      const answer = await unit(uscc.toLowerCase(), `91${index}`);
      expect(answer.body).toMatchObject({ uscc });
    }
    expectProblem(await unit(valid('uscc')[0]![0], '919'), { status: 409, code: 'organizations.uscc_taken' });
  });
});

describe('diagnoses that can not be', () => {
  leavesNothing();

  it.each([
    ['an unknown code', { icd10Code: 'U99.9' }, 'diagnosis.icd10Code', 'icd10_unknown'],
    ['a code between two chapters', { icd10Code: 'D99' }, 'diagnosis.icd10Code', 'icd10_unknown'],
    ['no code at all', { icd10Code: '白血病' }, 'diagnosis.icd10Code', 'icd10_malformed'],
    ['a letter too many', { icd10Code: 'CC92' }, 'diagnosis.icd10Code', 'icd10_malformed'],
    ['a code cut short', { icd10Code: 'C9' }, 'diagnosis.icd10Code', 'icd10_malformed'],
    ['a letter O', { icd10Code: 'C92.O' }, 'diagnosis.icd10Code', 'icd10_malformed'],
    ['a malformed operation', { operationCode: 'x' }, 'diagnosis.operationCode', 'operation_malformed'],
    ['tomorrow', { diagnosedOn: '2011-06-21' }, 'diagnosis.diagnosedOn', 'diagnosed_in_future'],
    ['the year 9999', { diagnosedOn: '9999-12-31' }, 'diagnosis.diagnosedOn', 'diagnosed_in_future'],
    ['before birth', { diagnosedOn: '1949-12-31' }, 'diagnosis.diagnosedOn', 'diagnosed_before_birth'],
  ])('%s', async (_what, changed, field, fieldCode) => {
    expectProblem(await withDiagnosis(changed), { status: 422, code: 'claim.invalid', field, fieldCode });
  });

  it.each(['2011-02-29', '2011-13-01', '2011-06-31', '2011-6-1', '20110601', '2011-06-01T00:00:00Z', '0000-00-00', ''])('the date "%s"', async (diagnosedOn) => {
    expectProblem(await withDiagnosis({ diagnosedOn }), { status: 400, code: 'request.invalid', field: 'diagnosis.diagnosedOn', fieldCode: 'not_date' });
  });
});

/** Values that no field of text takes; very long is longer than every field. */
const NO_TEXT: readonly unknown[] = [7, -1, 1.5, true, ['文字'], { text: '文字' }, '长'.repeat(5_000), '', ' 　 ', '\u0007铃', '一\n二'];
const NO_NUMBER: readonly unknown[] = ['3', -1, 0, 1.5, 4, 1e300, true, [3], { value: 3 }, '长'.repeat(5_000), ''];
const NO_OBJECT: readonly unknown[] = ['text', 7, -1, 1.5, true, ['x'], '长'.repeat(5_000)];

/** Puts a value at a dotted path. */
function put(body: object, path: string, value: unknown): object {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  const inner = (body as Record<string, unknown>)[first];
  return { ...body, [first]: rest.length > 0 ? put(inner as object, rest.join('.'), value) : value };
}

async function refusesEach(send: (body: object) => ReturnType<typeof register>, body: object, field: string, values: readonly unknown[]): Promise<void> {
  const answers: object[] = [];
  for (const value of values) {
    const answer = await send(put(body, field, value));
    const { code, errors } = answer.body as ProblemBody;
    answers.push({ value, status: answer.status, code, fields: [...new Set(errors?.map((error) => error.field.split('.').slice(0, field.split('.').length).join('.')))] });
  }
  expect(answers).toEqual(values.map((value) => ({ value, status: 400, code: 'request.invalid', fields: [field] })));
}

describe('fields of the wrong type', () => {
  leavesNothing();
  const person = { name: '张三', idNumber: '32058419760315123X', sex: 'male', birthDate: '1976-03-15', mobile: '13800000001', workplace: '环卫处', occupation: '清扫', employedOn: '2000-01-01' };

  it.each(Object.keys(person))('member: %s', async (field) => {
    await refusesEach((body) => register(body), person, field, [...NO_TEXT, null]);
  });

  const sendClaim = (body: object) => office.as('caseworker', 'post', 'mutual-aid/claims').send(body);
  it.each(['cardId', 'diagnosis.icd10Code', 'diagnosis.diagnosedOn', 'diagnosis.hospitalName', 'account.payeeName', 'account.accountNumber', 'account.bankName'])(
    'claim: %s', async (field) => refusesEach(sendClaim, claimBody(), field, [...NO_TEXT, null]));
  it.each(['diagnosis.operationCode', 'contactMobile'])('claim: %s, which may be null', async (field) => refusesEach(sendClaim, claimBody(), field, NO_TEXT));
  it('claim: the text of the diagnosis, which may have lines', async () => {
    await refusesEach(sendClaim, claimBody(), 'diagnosis.text', NO_TEXT.filter((value) => value !== '一\n二'));
  });
  it('claim: the grade of the hospital', async () => refusesEach(sendClaim, claimBody(), 'diagnosis.hospitalGrade', [...NO_NUMBER, null]));
  it.each(['diagnosis', 'account'])('claim: %s as a whole', async (field) => refusesEach(sendClaim, claimBody(), field, [...NO_OBJECT, null]));

  it('names every missing field at once', async () => {
    const answer = await office.as('caseworker', 'post', 'mutual-aid/claims').send({});
    expectProblem(answer, { status: 400, code: 'request.invalid' });
    expect((answer.body as ProblemBody).errors.map(({ field, code }) => [field, code])).toEqual(['cardId', 'diagnosis', 'account'].map((field) => [field, 'required']));
  });
});

describe('amounts that are none', () => {
  leavesNothing();

  it.each(['-1', '0', '1.5', '"100"', '"１００"', '1e3000', '9007199254740992', '9007199254740993', '18014398509481984', '1000000000001', 'null', '[]', '{}', 'true', '-0'])(
    'a contribution of %s', async (amount) => {
      const answer = await office.as('cashier', 'post', `funds/${office.fundId}/contributions`).type('json').send(`{"amountFen":${amount},"from":"苏州市总工会"}`);
      expectProblem(answer, { status: 400, code: 'request.invalid', field: 'amountFen', fieldCode: 'not_fen' });
    });

  it.each([-1, 0, 1.5, '1000000', 2 ** 53, 10_000_000_001])('a benefit of %s', async (benefitFen) => {
    const version = {
      validFrom: '2011-01-01', benefitFen, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2, firstReviewWorkingDays: 5,
      finalReviewWorkingDays: 5, requiredDocuments: ['claim_form'], illnessCatalogue: 'WUJIANG-2011',
    };
    const answer = await office.as('financeApprover', 'post', 'mutual-aid/plans').send({ code: 'WJ-X', nameZh: '计划', fundId: office.fundId, version });
    expectProblem(answer, { status: 400, code: 'request.invalid', field: 'version.benefitFen', fieldCode: 'not_fen' });
  });
});

describe('bodies that are none', () => {
  leavesNothing();
  const raw = (text: string | Buffer, type = 'application/json') => office.as('caseworker', 'post', 'members').set('Content-Type', type).send(text as string);
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([
    ['a brace', '{', 400, 'request.malformed_json'],
    ['two objects', '{}{}', 400, 'request.malformed_json'],
    ['single quotes', `{'name':'张三'}`, 400, 'request.malformed_json'],
    ['NaN', '{"name":NaN}', 400, 'request.malformed_json'],
    ['text', '"张三"', 400, 'request.malformed_json'],
    ['null', 'null', 400, 'request.malformed_json'],
    ['forty levels', deep(40), 400, 'request.too_deep'],
    ['fifty thousand levels', deep(50_000), 400, 'request.too_deep'],
    ['two megabytes', `{"name":"${'x'.repeat(2_000_000)}"}`, 413, 'request.too_large'],
  ])('%s', async (_what, text, status, code) => {
    expectProblem(await raw(text), { status, code });
  });

  it('a list', async () => expect((await raw('[]')).status).toBe(400));

  it.each([
    ['text/plain', 'request.unsupported_body'], ['application/x-www-form-urlencoded', 'request.unsupported_body'], ['application/xml', 'request.unsupported_body'],
    ['multipart/form-data; boundary=x', 'request.unsupported_body'], ['application/json; charset=gbk', 'request.unsupported_charset'],
  ])('a body of the type %s', async (type, code) => {
    expectProblem(await raw('{"name":"张三"}', type), { status: 415, code });
  });

  it('a packed body', async () => {
    expectProblem(await office.as('caseworker', 'post', 'members').set('Content-Encoding', 'gzip').type('json').send('{}'), { status: 415, code: 'request.unsupported_encoding' });
  });

  it('bytes that are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]).toString('latin1');
    const answer = await fetch(`${office.stage.address}/api/v1/members`, {
      method: 'POST', body: Buffer.from(body, 'latin1'),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${office.tokens.caseworker}`, 'Idempotency-Key': newId() },
    });
    expect([answer.status, ((await answer.json()) as ProblemBody).code]).toEqual([400, 'request.bad_text']);
  });

  it.each([
    ['an unknown field', { ...newPerson(), role: 'administrator' }, 'role'],
    ['a field of every object', JSON.parse('{"__proto__":{"x":1},"name":"张三"}') as object, '__proto__'],
    ['a constructor', { ...newPerson(), constructor: 1 }, 'constructor'],
  ])('%s', async (_what, body, field) => {
    expectProblem(await raw(JSON.stringify(body)), { status: 400, code: 'request.invalid', field, fieldCode: 'unknown_field' });
  });

  it('an unknown field further down', async () => {
    expectProblem(await withDiagnosis({ secret: 1 }), { status: 400, code: 'request.invalid', field: 'diagnosis.secret', fieldCode: 'unknown_field' });
  });
});

describe('text that can not be stored', () => {
  leavesNothing();
  const raw = (part: 'caseworker', path: string, text: string) => office.as(part, 'post', path).type('json').send(text);
  const escapes = [['NUL', '\\u0000'], ['half a character', '\\ud83d'], ['the other half', '\\ude00']] as const;

  it.each(escapes)('%s in a value', async (_what, escape) => {
    const person = newPerson();
    expectProblem(await raw('caseworker', 'members', `{"name":"张${escape}三","idNumber":"${person.idNumber}"}`), { status: 400, code: 'request.bad_text', field: 'name' });
    expectProblem(await raw('caseworker', 'people/searches', `{"mobile":"138${escape}"}`), { status: 400, code: 'request.bad_text', field: 'mobile' });
    const claim = JSON.stringify(claimBody()).replace('工商银行', `工商${escape}银行`);
    expectProblem(await raw('caseworker', 'mutual-aid/claims', claim), { status: 400, code: 'request.bad_text', field: 'account.bankName' });
    const reveal = `{"fields":["name"],"reason":"核对${escape}证件资料"}`;
    expectProblem(await raw('caseworker', `people/${holder.personId}/reveals`, reveal), { status: 400, code: 'request.bad_text', field: 'reason' });
  });

  it.each(escapes)('%s in a name', async (_what, escape) => {
    expectProblem(await raw('caseworker', 'members', `{"na${escape}me":"张三"}`), { status: 400, code: 'request.bad_text' });
  });

  it.each([
    ['NUL in a query', 'members?name=%00', 'request.bad_text'], ['NUL in a path', 'members/%00', 'request.bad_text'],
    ['half a character in a query', 'members?name=%ED%A0%80', 'request.malformed_url'], ['half a character in a path', 'members/%ED%A0%80', 'request.malformed_url'],
    ['a broken percent in a query', 'members?name=%E4%BD', 'request.malformed_url'], ['a broken percent in a path', 'members/%zz', 'request.malformed_url'],
  ])('%s', async (_what, path, code) => {
    expectProblem(await office.as('caseworker', 'get', path), { status: 400, code });
  });

  it('in the credentials of a sign-in', async () => {
    const answer = await office.stage.request('post', 'sessions').type('json').send('{"username":"wj.\\u0000","password":"three-quiet-herons"}');
    expectProblem(answer, { status: 400, code: 'request.bad_text', field: 'username' });
  });
});

describe('headers and queries that are none', () => {
  leavesNothing();

  it.each([
    ['limit=0', 'limit'], ['limit=201', 'limit'], ['limit=-1', 'limit'], ['limit=1.5', 'limit'], ['limit=abc', 'limit'], ['limit=1&limit=2', 'limit'], ['cursor=', 'cursor'],
    ['cursor=abc', 'cursor'], ['cursor=%F0%9F%98%80', 'cursor'], ['organizationId=1', 'organizationId'], ['name=', 'name'], ['page=2', 'page'],
  ])('members?%s', async (query, field) => {
    expectProblem(await office.as('caseworker', 'get', `members?${query}`), { status: 400, code: 'request.invalid', field });
  });

  it.each(['mutual-aid/claims?status=unknown', 'mutual-aid/claims?status=draft&status=paid', 'mutual-aid/cards?personId=%27%20OR%201=1'])('%s', async (path) => {
    expectProblem(await office.as('caseworker', 'get', path), { status: 400, code: 'request.invalid' });
  });

  it.each(['1', 'abc', '00000000-0000-0000-0000-00000000000', `${newId()}x`, `'; DROP TABLE claims; --`])('an id of "%s"', async (id) => {
    const answer = await office.as('caseworker', 'get', `mutual-aid/claims/${encodeURIComponent(id)}`);
    expect([400, 404]).toContain(answer.status);
    expectProblem(answer, { status: answer.status, code: (answer.body as ProblemBody).code });
  });

  it.each(['1999', '2101', '-1', 'abc', '2011.5', '99999999999999999999'])('the figures of the year %s', async (year) => {
    const answer = await office.as('analyst', 'get', `summaries/${year}`);
    expect([400, 404]).toContain(answer.status);
    expectProblem(answer, { status: answer.status, code: (answer.body as ProblemBody).code });
  });

  it('an address that is none, and a method that is none', async () => {
    expectProblem(await office.as('caseworker', 'get', 'nothing/here'), { status: 404, code: 'request.route_unknown' });
    const answer = await office.as('caseworker', 'delete', 'members');
    expect([404, 405]).toContain(answer.status);
  });

  it('headers of twenty kilobytes', async () => {
    expectProblem(await office.as('caseworker', 'get', 'members').set('X-Long', 'x'.repeat(20_000)), { status: 431, code: 'request.headers_too_large' });
  });
});

describe('what no route knows', () => {
  leavesNothing();
  const unknown = { status: 400, code: 'request.invalid', field: 'unknown', fieldCode: 'unknown_field' } as const;

  it('a query parameter, at every route', async () => {
    const signedIn = (await operationsOf(office.stage)).filter(({ access }) => access !== 'public');
    expect(signedIn.length).toBeGreaterThan(50);
    for (const operation of signedIn) {
      const address = addressOf(operation, newId(), { year: '2011', ...(operation.path.startsWith('summaries') ? { id: 'R18_COUNT' } : {}) });
      const request = office.as(callerOf(operation), operation.method, `${address}?unknown=1`).set('If-Match', '"1"');
      expectProblem(await request, unknown);
    }
  });

  it('a field, at every route that takes a body', async () => {
    const taking = (await operationsOf(office.stage)).filter(({ access, body }) => access !== 'public' && body !== undefined);
    expect(taking.length).toBeGreaterThan(15);
    for (const operation of taking) {
      const path = addressOf(operation, newId());
      expectProblem(await office.as(callerOf(operation), operation.method, path).set('If-Match', '"1"').send({ ...operation.body, unknown: 1 }), unknown);
    }
  });
});

describe('identifiers that are right', () => {
  it.each(valid('bank_card'))('bank card %s is taken (%s)', async (accountNumber) => {
    await file({ account: { ...account, accountNumber } }).expect(201);
  });
  it.each(valid('mobile'))('mobile %s is taken (%s)', async (contactMobile) => {
    await file({ contactMobile }).expect(201);
  });

  it('numbers written with a country code or blanks are read as what they are', async () => {
    const made = await register({ ...newPerson(), mobile: '+8613800000001' }).expect(201);
    expect((made.body as { mobile: string }).mobile).toBe('138****0001');
    expect((await search({ mobile: '13800000001' }).expect(200)).body).toMatchObject({ items: [{ id: (made.body as { id: string }).id }] });
    const claim = (await file({ account: { ...account, accountNumber: '6222 021102000000011' } }).expect(201)).body as { id: string };
    const revealed = await office.as('caseworker', 'post', `mutual-aid/claims/${claim.id}/reveals`).send({ fields: ['accountNumber'], reason: '核对账号' }).expect(200);
    expect(revealed.body).toEqual({ accountNumber: '6222021102000000011' });
  });

  it.each(valid('resident_id', 'hmt_permit', 'resident_id_seed_safe'))('ID number %s is taken, masked and found (%s)', async (idNumber) => {
    office.stage.database.clock.set('2016-01-04'); // the youngest of them is born in 2015
    const made = await register({ name: '欧阳明', idNumber }).expect(201);
    expect((made.body as { idNumber: string }).idNumber).toBe(`${idNumber.slice(0, 3)}***********${idNumber.slice(-4)}`);
    expect(made.text).not.toContain(idNumber);
    expect((await search({ idNumber }).expect(200)).body).toMatchObject({ items: [{ id: (made.body as { id: string }).id }] });
  });
});
