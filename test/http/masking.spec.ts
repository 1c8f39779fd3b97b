import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Versioned } from '../../src/demo/answers.js';
import type { CardHolder } from '../../src/demo/cards-chapter.js';
import { type Claim, endorse, screening, submit } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import type * as logging from '../../src/platform/http/logging.js';
import { diagnosedToday, lease, openOffice, paperOf, type Office, type Part } from '../support/cast.js';
import { expectProblem } from './problems.js';

const log = vi.hoisted(() => ({ text: '' }));
vi.mock('../../src/platform/http/logging.js', async (original) => {
  const real = await original<typeof logging>();
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.text += chunk.toString('utf8');
      done();
    },
  });
  return { ...real, createLogger: (options: logging.LogOptions) => real.createLogger({ ...options, destination }) };
});

/** What nobody may see unmasked without a reason. */
const secrets = {
  name: '欧阳春华', idNumber: '320500199107210220', birth: '19910721', birthDate: '1991-07-21', mobile: '13800000001', account: '6222021102000000011', icd10Code: 'C92.0', illness: '急性髓系白血病',
  payee: '欧阳春华', contested: '病理切片编号八八六', comment: '骨髓报告已经核对',
} as const;

let office: Office;
let holder: CardHolder;
let claim: Claim;
let payable: Versioned;
let taskId: string;

/** The story of one person, with everything that is to stay hidden. */
beforeAll(async () => {
  office = await openOffice({ LOG_LEVEL: 'debug' });
  const { caseworker, reviewer, approver, cashier } = office.cast;
  const { id: personId } = await caseworker.created<{ id: string }>('members', { name: secrets.name, idNumber: secrets.idNumber, mobile: secrets.mobile });
  const batch = await caseworker.created<{ id: string }>('mutual-aid/card-batches', { planId: await lenientPlan(), nameZh: '赠卡', gifted: true, validFrom: '2011-01-04', personIds: [personId] });
  holder = (await caseworker.get<{ items: CardHolder[] }>(`mutual-aid/cards?batchId=${batch.id}`)).items[0]!;
  claim = await caseworker.created<Claim>('mutual-aid/claims', {
    cardId: holder.id, diagnosis: { ...diagnosedToday, hospitalGrade: 1 }, contactMobile: secrets.mobile,
    account: { payeeName: secrets.payee, accountNumber: secrets.account, bankName: '工商银行' },
  });
  await handIn();
  await handIn(secrets.contested); // the first came back for the hospital's grade
  const first = await lease(reviewer, claim.id);
  taskId = first.id;
  await endorse(reviewer, first, secrets.comment);
  await endorse(approver, await lease(approver, claim.id), secrets.comment);
  payable = (await cashier.get<{ items: Versioned[] }>('payables?status=open')).items[0]!;
  await cashier.created(`payables/${payable.id}/direct-payments`, { method: 'bank', bankReference: 'ICBC-2011-0001' }, { version: payable.version });
});
afterAll(() => office.close());

/** A plan whose reviewers may overlook the grade of the hospital. */
async function lenientPlan(): Promise<string> {
  const version = {
    validFrom: '2011-01-01', benefitFen: 1_000_000, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2, firstReviewWorkingDays: 5,
    finalReviewWorkingDays: 5, requiredDocuments: ['claim_form'], waivableFindings: ['hospital_grade'], illnessCatalogue: 'WUJIANG-2011',
  };
  return (await office.cast.financeApprover.created<{ id: string }>('mutual-aid/plans', { code: 'WJ-LENIENT', nameZh: '计划', fundId: office.fundId, version })).id;
}

async function handIn(contestedReason?: string): Promise<void> {
  const { caseworker } = office.cast;
  if (!contestedReason) {
    for (const kind of ['claim_form', 'id_copy', 'diagnosis_report']) await caseworker.created(`mutual-aid/claims/${claim.id}/documents`, paperOf(kind));
  }
  await submit(caseworker, claim.id, contestedReason);
  await screening(caseworker, claim.id);
}

const found = (text: string): string[] => Object.entries(secrets).flatMap(([what, secret]) => (text.includes(secret) ? [what] : []));
const reveals = async () => (await office.stage.database.owner.query<{ subject_type: string; fields: string[]; reason: string }>(
  'SELECT subject_type, fields, reason FROM reveals ORDER BY real_time, id')).rows;

describe('what people read without giving a reason', () => {
  const lists: [Part, () => string][] = [
    ['caseworker', () => 'members'], ['caseworker', () => `members/${holder.personId}`], ['reviewer', () => 'members'], ['caseworker', () => 'mutual-aid/cards'],
    ['caseworker', () => `mutual-aid/cards/${holder.id}`], ['analyst', () => `mutual-aid/cards/${holder.id}`], ['caseworker', () => 'mutual-aid/card-batches'],
    ['caseworker', () => 'mutual-aid/claims'], ['caseworker', () => `mutual-aid/claims/${claim.id}`], ['caseworker', () => `mutual-aid/claims/${claim.id}/history`],
    ['reviewer', () => `mutual-aid/claims/${claim.id}`], ['approver', () => `mutual-aid/claims/${claim.id}/history`], ['reviewer', () => 'review-tasks'],
    ['reviewer', () => `review-tasks/${taskId}`], ['approver', () => `review-tasks/${taskId}`], ['cashier', () => 'payables'], ['cashier', () => `payables/${payable.id}`],
    ['financeApprover', () => `payables/${payable.id}`], ['cashier', () => `funds/${office.fundId}`], ['cashier', () => `funds/${office.fundId}/entries`],
    ['analyst', () => 'summaries/2011'], ['analyst', () => 'summaries/2011/indicators/R18_COUNT/records'], ['analyst', () => 'summaries/2011/indicators/R17_GIFTED/records'],
    ['analyst', () => 'summaries/2011/indicators/R19_OUT/records'], ['administrator', () => 'accounts'], ['administrator', () => 'dead-letters'],
  ];

  it.each(lists.map(([part, path]) => [part, path] as const))('the %s (%s)', async (part, path) => {
    const answer = await office.as(part, 'get', path()).expect(200);
    expect({ path: path(), found: found(answer.text) }).toEqual({ path: path(), found: [] });
    expect(answer.text.length).toBeGreaterThan(20);
  });

  it('a search by the whole number answers masked', async () => {
    for (const body of [{ idNumber: secrets.idNumber }, { mobile: secrets.mobile }]) {
      const answer = await office.as('caseworker', 'post', 'people/searches').send(body).expect(200);
      expect((answer.body as { items: { id: string; name: string }[] }).items).toMatchObject([{ id: holder.personId, name: '欧***' }]);
      expect(found(answer.text)).toEqual([]);
    }
  });

  it('a refusal repeats nothing of what was sent', async () => {
    const again = await office.as('caseworker', 'post', 'members').send({ name: secrets.name, idNumber: secrets.idNumber });
    expectProblem(again, { status: 409, code: 'person.already_member' });
    const differs = await office.as('caseworker', 'post', 'members').send({ name: '欧阳秋月', idNumber: secrets.idNumber });
    expectProblem(differs, { status: 409, code: 'person.name_differs' });
    expect([found(again.text), found(differs.text)]).toEqual([[], []]);
  });

  it('another branch learns by the number alone neither the name nor the id', async () => {
    const answer = await office.as('taicangCaseworker', 'post', 'members').send({ name: '欧阳秋月', idNumber: secrets.idNumber });
    expectProblem(answer, { status: 409, code: 'person.name_differs' });
    expect(answer.text).not.toContain(holder.personId);
    expect(found(answer.text)).toEqual([]);
  });
});

describe('reveals', () => {
  const everything: [string, Part, () => string, object, object, string][] = [
    ['person', 'caseworker', () => `people/${holder.personId}/reveals`, { fields: ['name', 'idNumber', 'mobile'] }, { name: secrets.name, idNumber: secrets.idNumber, mobile: secrets.mobile }, '核对申领人证件'],
    ['claim', 'approver', () => `mutual-aid/claims/${claim.id}/reveals`, { fields: ['diagnosis', 'accountNumber', 'payeeName', 'contactMobile', 'contestedReason'] },
      { diagnosis: { icd10Code: secrets.icd10Code, text: secrets.illness }, accountNumber: secrets.account, payeeName: secrets.payee, contactMobile: secrets.mobile, contestedReason: secrets.contested }, '复核终审意见'],
    ['payable', 'cashier', () => `payables/${payable.id}/reveals`, {}, { payeeName: secrets.payee, accountNumber: secrets.account }, '核对收款账号'],
  ];

  it.each(everything)('of a %s: with a reason, which is kept with who looked at what', async (subject, part, path, fields, shown, reason) => {
    const before = await reveals();
    const answer = await office.as(part, 'post', path()).send({ ...fields, reason }).expect(200);
    expect(answer.body).toMatchObject(shown);
    const after = await reveals();
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)).toMatchObject({ subject_type: expect.stringContaining(subject) as string, reason });
  });

  it.each(everything)('of a %s: without a reason nothing is shown, and nothing is kept', async (_subject, part, path, fields) => {
    const before = await reveals();
    for (const reason of [undefined, '', ' ', null, 7]) {
      const answer = await office.as(part, 'post', path()).send({ ...fields, reason });
      expectProblem(answer, { status: 400, code: 'request.invalid', field: 'reason' });
    }
    expect(await reveals()).toEqual(before);
  });

  it.each(everything)('of a %s: of another branch nothing is shown, and nothing is kept', async (subject, _part, path, fields, _shown, reason) => {
    const before = await reveals();
    const answer = await office.as('taicangCaseworker', 'post', path()).send({ ...fields, reason });
    expect([subject, answer.status]).toEqual([subject, subject === 'payable' ? 403 : 404]);
    expect(await reveals()).toEqual(before);
  });

  it('the holder of a task sees its diagnosis, which is kept as a look; others see it hidden', async () => {
    const { holders } = await office.giveCards(1);
    const other = await office.claimInReview(holders[0]!);
    const task = await lease(office.cast.reviewer, other.id);
    const before = await reveals();
    const mine = await office.as('reviewer', 'get', `review-tasks/${task.id}`).expect(200);
    expect(mine.text).toContain(secrets.icd10Code);
    expect((await reveals()).length).toBe(before.length + 1);
    const theirs = await office.as('approver', 'get', `review-tasks/${task.id}`).expect(200);
    expect(found(theirs.text)).toEqual([]);
    expect((await reveals()).length).toBe(before.length + 1);
  });
});

describe('papers', () => {
  const downloads = async () => (await office.stage.database.owner.query<{ document_id: string; username: string }>(
    'SELECT d.document_id, a.username FROM document_downloads d JOIN accounts a ON a.id = d.account_id')).rows;
  const content = async () => {
    const { documents } = await office.cast.caseworker.get<{ documents: { id: string }[] }>(`mutual-aid/claims/${claim.id}`);
    return `mutual-aid/claims/${claim.id}/documents/${documents[0]!.id}/content`;
  };

  it('come as they are, as a file to keep, and each download is kept', async () => {
    const before = await downloads();
    const answer = await office.as('approver', 'get', await content()).buffer(true).expect(200);
    expect((answer.body as Buffer).toString('latin1', 0, 8)).toBe('%PDF-1.4');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(answer.headers['content-disposition']).toMatch(/^attachment;/);
    const after = await downloads();
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)!.username).toBe('wj.approver');
  });

  it('do not leave the branch, the claim or the trade, and leave no trace when refused', async () => {
    const before = await downloads();
    const path = await content();
    expectProblem(await office.as('taicangCaseworker', 'get', path), { status: 404, code: 'claim.document_not_found' });
    expectProblem(await office.as('cashier', 'get', path), { status: 403, code: 'access.permission_missing' });
    expectProblem(await office.as('caseworker', 'get', path.replace(claim.id, newId())), { status: 404, code: 'claim.document_not_found' });
    expectProblem(await office.stage.request('get', path), { status: 401, code: 'access.unauthenticated' });
    expect(await downloads()).toEqual(before);
  });
});

describe('the log', () => {
  it('tells of every request and of nobody', async () => {
    await office.as('caseworker', 'get', `members?name=${encodeURIComponent(secrets.name)}`).expect(200);
    await office.stage.request('post', 'sessions').send({ username: 'wj.nobody', password: 'not-the-password' }).expect(401);
    const lines = log.text.trim().split('\n').map((line) => JSON.parse(line) as { msg: string; route?: string; status?: number });
    expect(lines.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(50);
    expect(lines.map(({ route }) => route)).toEqual(expect.arrayContaining(['/api/v1/members', '/api/v1/people/:id/reveals', '/api/v1/mutual-aid/claims/:id/reveals']));
    expect(found(log.text)).toEqual([]);
    for (const secret of ['wj.nobody', 'not-the-password', 'wj.caseworker', office.tokens.caseworker, holder.personId, 'ICBC-2011-0001', '工商银行', '吴江市第一人民医院']) {
      expect(log.text).not.toContain(secret);
    }
    expect(lines.filter(({ status }) => status !== undefined && status >= 500)).toEqual([]);
  });
});
