import { type CellValue, writeXlsx } from 'hucre/xlsx';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { samplePdf } from '../../src/demo/sample-pdf.js';
import type { Claim } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import { madeUpId } from '../lists/support.js';
import { diagnosedToday, openOffice, type Office } from '../support/cast.js';
import { expectProblem, quiet, stateOf, until, type ProblemBody } from './problems.js';

interface Import { readonly id: string; readonly status: string; readonly version: number; readonly failure: { readonly code: string } | null }
interface RefusedRow { readonly row: number; readonly column: string | null; readonly maskedValue: string | null; readonly code: string; readonly zh: string; readonly en: string }

const HEADERS = ['姓名', '性别', '身份证号', '手机号码', '工作单位', '工种', '入职日期', '银行卡号', '开户行', '备注'];
const MEGABYTE = 1024 * 1024;
const pdf = Buffer.from(samplePdf('paper'));
const exe = Buffer.concat([Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), Buffer.alloc(2_000, 1)]);

let office: Office;
let claimId: string;
let batchId: string;

beforeAll(async () => {
  office = await openOffice({ UPLOAD_MAX_MEGABYTES: '1' });
  const { holders, batchId: batch } = await office.giveCards(1);
  batchId = batch;
  const claim = await office.cast.caseworker.created<Claim>('mutual-aid/claims', {
    cardId: holders[0]!.id, diagnosis: diagnosedToday, account: { payeeName: '赵小明', accountNumber: '6222021102000000011', bankName: '工商银行' },
  });
  claimId = claim.id;
  await quiet(office.stage.database);
});
afterAll(() => office.close());

const paper = (content: Buffer, name = '诊断报告.pdf', kind = 'diagnosis_report') =>
  office.as('caseworker', 'post', `mutual-aid/claims/${claimId}/documents`).field('kind', kind).attach('file', content, { filename: name, contentType: 'application/pdf' });
const list = (content: Buffer, name = '花名册.xlsx', kind = 'members') => office.as('caseworker', 'post', 'imports').field('kind', kind).attach('file', content, name);
const sheet = async (...rows: CellValue[][]) => Buffer.from(await writeXlsx({ sheets: [{ name: '名单', rows }] }));

/** The packed content of the sheet overwritten. */
function damaged(workbook: Buffer): Buffer {
  const name = 'xl/worksheets/sheet1.xml';
  const start = workbook.indexOf(name) + name.length;
  return workbook.fill(0xff, start, start + 60);
}

/** An upload written by hand. */
async function raw(body: Buffer, boundary = 'x-y', path = `mutual-aid/claims/${claimId}/documents`): Promise<{ status: number; body: ProblemBody }> {
  const answer = await fetch(`${office.stage.address}/api/v1/${path}`, {
    method: 'POST', body: new Uint8Array(body),
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, Authorization: `Bearer ${office.tokens.caseworker}`, 'Idempotency-Key': newId() },
  });
  return { status: answer.status, body: await answer.json() as ProblemBody };
}
const parts = (fileName: Buffer | string, content = pdf, kind: Buffer | string = 'id_copy', end = '\r\n--x-y--\r\n') => Buffer.concat([
  Buffer.from('--x-y\r\nContent-Disposition: form-data; name="kind"\r\n\r\n'), Buffer.from(kind),
  Buffer.from('\r\n--x-y\r\nContent-Disposition: form-data; name="file"; filename="'), Buffer.from(fileName),
  Buffer.from('"\r\nContent-Type: application/pdf\r\n\r\n'), content, Buffer.from(end),
]);

describe('files that are not what they say', () => {
  let before: Record<string, string>;
  beforeEach(async () => (before = await stateOf(office.stage.database)));
  afterEach(async () => expect(await stateOf(office.stage.database)).toEqual(before));

  it.each([
    ['a text named .pdf', Buffer.from('诊断：急性髓系白血病'), '报告.pdf', 415, 'document.type_not_allowed'],
    ['a program named .pdf', exe, '报告.pdf', 415, 'document.type_not_allowed'],
    ['a program named as it is', exe, 'setup.exe', 415, 'document.type_not_allowed'],
    ['a page with a script named .png', Buffer.from('<html><script>alert(1)</script></html>'), '图.png', 415, 'document.type_not_allowed'],
    ['the head of a PDF alone', Buffer.from('%PDF-1.4\n'), '报告.pdf', 415, 'document.type_not_allowed'],
    ['nothing', Buffer.alloc(0), '报告.pdf', 400, 'document.empty'],
    ['a byte over the limit', Buffer.concat([pdf, Buffer.alloc(MEGABYTE + 1 - pdf.length)]), '报告.pdf', 413, 'document.too_large'],
    ['twice the limit', Buffer.alloc(2 * MEGABYTE), '报告.pdf', 413, 'document.too_large'],
  ])('a paper: %s', async (_what, content, name, status, code) => {
    expectProblem(await paper(content, name), { status, code });
  });

  it('a paper: a workbook', async () => {
    expectProblem(await paper(await sheet(HEADERS), '报告.pdf'), { status: 415, code: 'document.type_not_allowed' });
  });

  it.each([
    ['a PDF', pdf, 415, 'import.not_a_workbook'],
    ['a text', Buffer.from('姓名,身份证号\n张三,1'), 415, 'import.not_a_workbook'],
    ['a program', exe, 415, 'import.not_a_workbook'],
    ['an old workbook', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 415, 'import.old_or_protected_workbook'],
    ['nothing', Buffer.alloc(0), 400, 'document.empty'],
    ['twice the limit', Buffer.alloc(2 * MEGABYTE), 413, 'document.too_large'],
  ])('a roster: %s', async (_what, content, status, code) => {
    expectProblem(await list(content), { status, code });
  });

  it('a roster: a list of a kind that there is none of, or of none', async () => {
    expectProblem(await list(await sheet(HEADERS), 'a.xlsx', 'salaries'), { status: 400, code: 'import.kind_unknown' });
    expectProblem(await office.as('caseworker', 'post', 'imports').attach('file', await sheet(HEADERS), 'a.xlsx'), { status: 400, code: 'import.kind_unknown' });
  });

  it.each([['not-an-id'], [newId()], ['']])('a roster of cards for the batch "%s"', async (cardBatchId) => {
    expectProblem(await list(await sheet(HEADERS), 'a.xlsx', 'member-cards').field('cardBatchId', cardBatchId), { status: 400, code: 'request.invalid', field: 'cardBatchId' });
  });
});

describe('uploads that are none', () => {
  let before: Record<string, string>;
  beforeEach(async () => (before = await stateOf(office.stage.database)));
  afterEach(async () => expect(await stateOf(office.stage.database)).toEqual(before));
  const upload = () => office.as('caseworker', 'post', `mutual-aid/claims/${claimId}/documents`);

  it('JSON, and a form without a boundary', async () => {
    expectProblem(await upload().send({ kind: 'id_copy' }), { status: 415, code: 'document.multipart_expected' });
    expectProblem(await upload().set('Content-Type', 'multipart/form-data').send('x'), { status: 400, code: 'document.unreadable' });
  });

  it('no file, an unknown kind, no kind, an unknown field, a field twice, two files', async () => {
    const refused = { status: 400, code: 'request.invalid' } as const;
    expectProblem(await upload().field('kind', 'id_copy'), { ...refused, field: 'file', fieldCode: 'required' });
    expectProblem(await paper(pdf, 'a.pdf', 'diary'), { ...refused, field: 'kind' });
    expectProblem(await upload().attach('file', pdf, 'a.pdf'), { ...refused, field: 'kind' });
    expectProblem(await upload().field('kind', 'id_copy').field('note', 'x').attach('file', pdf, 'a.pdf'), { ...refused, field: 'note', fieldCode: 'unknown_field' });
    expectProblem(await upload().field('kind', 'id_copy').field('kind', 'invoice').attach('file', pdf, 'a.pdf'), { ...refused, field: 'kind', fieldCode: 'repeated' });
    expectProblem(await upload().field('kind', 'id_copy').attach('file', pdf, 'a.pdf').attach('file', pdf, 'b.pdf'), { ...refused, field: 'file', fieldCode: 'one_file_only' });
  });

  it.each([
    ['NUL', Buffer.from('报告\0.pdf')], ['half a character', Buffer.from([0xed, 0xa0, 0x80])], ['bytes that are no UTF-8', Buffer.from([0xc3, 0x28])],
    ['a line break', Buffer.from('a\u0085b.pdf')], ['a mark that turns the reading direction', Buffer.from('\u202efdp.exe')],
  ])('a file name with %s', async (_what, name) => {
    const { status, body } = await raw(parts(name));
    expect({ status, code: body.code }).toEqual({ status: 400, code: expect.stringMatching(/^(request\.invalid|document\.unreadable)$/) as string });
  });

  it('a text part with NUL', async () => {
    const { status, body } = await raw(parts('a.pdf', pdf, Buffer.from('id\0copy')));
    expect([status, body.code, body.errors[0]?.field]).toEqual([400, 'request.invalid', 'kind']);
  });

  it('a form that breaks off, and one that never begins', async () => {
    expect(await raw(parts('a.pdf', pdf, 'id_copy', ''))).toMatchObject({ status: 400, body: { code: 'document.unreadable' } });
    expect(await raw(parts('a.pdf'), 'another')).toMatchObject({ status: 400 });
    expect(await raw(Buffer.alloc(0))).toMatchObject({ status: 400 });
  });
});

describe('names of files', () => {
  it('keep no path, and their content is found by what it is', async () => {
    const { status } = await raw(parts('../../etc/passwd'));
    expect(status).toBe(201);
    const { rows } = await office.stage.database.owner.query<{ content_type: string; text: string }>('SELECT content_type, d::text AS text FROM documents d');
    expect(rows.map((row) => row.content_type)).toEqual(['application/pdf']);
    expect(rows[0]!.text).not.toContain('passwd');
  });
});

describe('workbooks that turn out to be none', () => {
  /** Takes a workbook in and waits for the end of its checking. */
  async function checked(content: Buffer, kind = 'members', fields: Record<string, string> = {}): Promise<Import> {
    const request = list(content, '花名册.xlsx', kind);
    for (const [name, value] of Object.entries(fields)) void request.field(name, value);
    const { id } = (await request.expect(201)).body as Import;
    const read = () => office.cast.caseworker.get<Import>(`imports/${id}`);
    await until(async () => (await read()).status !== 'checking');
    return read();
  }
  const people = async () => (await office.stage.database.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM people')).rows[0]!.n;

  it.each([
    ['without a header', () => sheet(['一', '二'], ['三', '四']), 'import.header_not_found'],
    ['without a row', () => sheet(HEADERS), 'import.no_rows'],
    ['with a damaged sheet', async () => damaged(await sheet(HEADERS, ['张三', '男', madeUpId(900)])), 'import.workbook_broken'],
  ])('%s fail as a whole, with a reason', async (_what, content, code) => {
    const before = await people();
    const state = await checked(await content());
    expect(state).toMatchObject({ status: 'failed', failure: { code } });
    expectProblem(await office.as('caseworker', 'post', `imports/${state.id}/confirmation`).set('If-Match', `"${state.version}"`), { status: 409, code: 'import.wrong_status' });
    expect(await people()).toBe(before);
  });

  it('with a broken row lose that row alone', async () => {
    const broken = madeUpId(902).replace(/.$/, (last) => (last === '1' ? '2' : '1'));
    const good = [madeUpId(901), madeUpId(903)] as const;
    const content = await sheet(
      ['吴江市环卫职工花名册'], HEADERS, ['张大山', null, good[0]], ['李二河', null, broken, '13800000001'], ['王三江', null, good[1], '1380000000'], ['刘四海', null, good[1]], ['合计', 4]);
    const before = await people();
    const preview = await checked(content, 'member-cards', { cardBatchId: batchId });
    expect(preview).toMatchObject({ status: 'preview', rowsRead: 4, rowsGood: 2, rowsRefused: 2 });
    const answer = await office.as('caseworker', 'get', `imports/${preview.id}/refused-rows`).expect(200);
    const { items } = answer.body as { items: RefusedRow[] };
    expect(items.map(({ row, column, maskedValue, code }) => [row, column, maskedValue, code])).toEqual([
      [4, 'C', `${broken.slice(0, 3)}***********${broken.slice(-4)}`, 'id_number_check_digit'], [5, 'D', '1*******00', 'mobile_length'],
    ]);
    for (const { zh, en } of items) expect([zh, en]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.stringMatching(/[a-z]{3}/)]);
    for (const secret of [broken, ...good, '1380000000', '李二河', broken.slice(6, 14)]) expect(answer.text).not.toContain(secret);
    await office.cast.caseworker.expect(201, 'POST', `imports/${preview.id}/confirmation`, {}, { version: preview.version });
    await until(async () => (await office.cast.caseworker.get<Import>(`imports/${preview.id}`)).status === 'applied');
    expect(await people()).toBe(before + 2);
    expect((await office.as('caseworker', 'post', 'people/searches').send({ idNumber: good[0] }).expect(200)).body).toMatchObject({ items: [{ name: '张**' }] });
    expect((await office.as('caseworker', 'post', 'people/searches').send({ idNumber: good[1] }).expect(200)).body).toMatchObject({ items: [{ name: '刘**' }] });
    expect((await office.cast.caseworker.get<{ items: object[] }>(`mutual-aid/cards?batchId=${batchId}`)).items).toHaveLength(3);
  });
});
