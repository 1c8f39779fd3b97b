import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TAICANG, WUJIANG } from '../../../test/support/database.js';
import { startModuleApp, type ModuleApp } from '../../../test/support/module-app.js';
import { newId } from '../../kernel/ids.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { ACCOUNT_NUMBER, PaymentsTrial, TrialSource } from './payments.fixture.js';
import { PaymentsModule } from './payments.module.js';
import { PaymentSources } from './public/payment-sources.js';

let stage: ModuleApp;
let trial: PaymentsTrial;

beforeAll(async () => {
  const cashier = { roles: ['cashier'], permissions: ['funds:read', 'funds:contribute', 'payables:read', 'payables:pay', 'payables:reveal'] };
  stage = await startModuleApp({
    modules: [PaymentsModule, SummariesModule],
    actors: {
      cashier: { path: WUJIANG, ...cashier },
      taicang: { path: TAICANG, ...cashier },
      finance: { path: WUJIANG, roles: ['financeApprover'], permissions: ['funds:read', 'funds:manage', 'payables:read'] },
      analyst: { path: WUJIANG, roles: ['analyst'], permissions: ['summaries:read'] },
    },
    environment: { UPLOAD_MAX_MEGABYTES: '1' },
  });
  stage.app.get(PaymentSources).register(new TrialSource());
  trial = new PaymentsTrial(stage.database);
});
afterAll(() => stage.close());

const call = (method: 'get' | 'post', path: string, who = 'cashier', key?: string) => {
  const test = stage.call(method, path, who);
  return key === undefined ? test : test.set('Idempotency-Key', key);
};
const fund = { code: 'AXHZ', nameZh: '爱心互助保障基金', purpose: 'mutual_aid' };
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

describe('funds over HTTP', () => {
  it('are set up, filled, shown and listed', async () => {
    const { body } = await call('post', 'funds', 'finance').send(fund).expect(201);
    expect(body).toMatchObject({ ...fund, organizationNameZh: '吴江市总工会', availableFen: 0, reservedFen: 0, paidFen: 0, contributedFen: 0, version: 1 });
    const key = newId();
    const contribute = () => call('post', `funds/${body.id}/contributions`, 'cashier', key).send({ amountFen: 50_000_000, from: '苏州市总工会', memo: '拨款' });
    const first = await contribute().expect(201);
    expect(first.body).toMatchObject({ kind: 'contribution', amountFen: 50_000_000, from: '苏州市总工会', businessDate: '2011-01-04' });
    expect((await contribute().expect(201)).body).toEqual(first.body);
    expect((await call('get', `funds/${body.id}`).expect(200)).body).toMatchObject({ availableFen: 50_000_000, contributedFen: 50_000_000 });
    expect((await call('get', `funds/${body.id}/entries`).expect(200)).body).toEqual({ items: [first.body], nextCursor: null });
    expect((await call('get', 'funds', 'taicang').expect(200)).body.items).toEqual([]);
    expect((await call('get', `funds/${body.id}`, 'taicang').expect(404)).body).toMatchObject({ code: 'fund.not_found' });
    expect((await call('post', 'funds', 'finance').send(fund).expect(409)).body).toMatchObject({ code: 'fund.code_taken' });
  });

  it.each([
    ['a fraction', { amountFen: 0.5, from: '某' }], ['nothing', { amountFen: 0, from: '某' }], ['less than nothing', { amountFen: -1, from: '某' }],
    ['text', { amountFen: '5', from: '某' }], ['too much', { amountFen: 2 ** 53 - 1, from: '某' }], ['from nobody', { amountFen: 5, from: ' ' }],
    ['an unknown field', { amountFen: 5, from: '某', fundId: newId() }], ['NUL', { amountFen: 5, from: 'a\0' }],
  ])('refuse %s', async (_name, body) => {
    const { items } = (await call('get', 'funds')).body as { items: { id: string }[] };
    await call('post', `funds/${items[0]!.id}/contributions`).send(body).expect(400);
  });

  it('ask for the right permission and a key', async () => {
    await call('post', 'funds', 'cashier').send(fund).expect(403);
    await call('post', 'funds', 'finance').unset('Idempotency-Key').send(fund).expect(428);
  });
});

describe('payables over HTTP', () => {
  const newCase = async () => trial.decidedCase(WUJIANG, await trial.fund(WUJIANG, 10_000_000n));

  it('are listed and shown masked, and revealed with a reason', async () => {
    const { payableId } = await newCase();
    const list = await call('get', 'payables?status=open').expect(200);
    expect(list.body.items).toMatchObject([{ id: payableId, payeeName: '张**', accountNumber: '6222 **** **** 0011', amountFen: 1_000_000 }]);
    const shown = await call('get', `payables/${payableId}`, 'finance').expect(200);
    expect(shown.headers['etag']).toBe('"1"');
    expect(list.text + shown.text).not.toMatch(new RegExp(`张三丰|${ACCOUNT_NUMBER}|registeredBy|icd10`));
    await call('post', `payables/${payableId}/reveals`, 'finance').send({ reason: '看看吧' }).expect(403);
    await call('post', `payables/${payableId}/reveals`).send({}).expect(400);
    expect((await call('post', `payables/${payableId}/reveals`).send({ reason: '核对账号' }).expect(200)).body).toEqual({
      payeeName: '张三丰', accountNumber: ACCOUNT_NUMBER, bankName: '中国工商银行吴江支行' });
    await call('get', 'payables?status=paid').expect(400);
    await call('get', `payables/${payableId}`, 'taicang').expect(404);
  });

  it('are paid by bank with If-Match, once', async () => {
    const { payableId } = await newCase();
    const path = `payables/${payableId}/direct-payments`;
    const payment = { method: 'bank', bankReference: 'ICBC20110104777' };
    await call('post', path).send(payment).expect(428);
    await call('post', path).set('If-Match', '"9"').send(payment).expect(412);
    await call('post', path).set('If-Match', '"1"').send({ method: 'bank' }).expect(422);
    for (const bankReference of ['abc', 'with blank', 'x'.repeat(65), 7]) {
      await call('post', path).set('If-Match', '"1"').send({ method: 'bank', bankReference }).expect(400);
    }
    await call('post', path).set('If-Match', '"1"').send({ ...payment, paidOn: '2011-02-30' }).expect(400);
    await call('post', path, 'taicang').set('If-Match', '"1"').send(payment).expect(404);
    const key = newId();
    const paid = await call('post', path, 'cashier', key).set('If-Match', '"1"').send(payment).expect(201);
    expect(paid.body).toMatchObject({ payableId, payableStatus: 'settled', status: 'paid', amountFen: 1_000_000, bankReference: 'ICBC20110104777', paidOn: '2011-01-04' });
    expect((await call('post', path, 'cashier', key).set('If-Match', '"1"').send(payment).expect(201)).body).toEqual(paid.body);
    expect((await call('post', path).set('If-Match', '"2"').send(payment).expect(409)).body).toMatchObject({ code: 'payable.not_open' });
  });

  it('are paid in cash against an uploaded receipt', async () => {
    const { payableId } = await newCase();
    const receipts = `payables/${payableId}/receipts`;
    expect((await call('post', receipts).attach('file', Buffer.from('hello'), 'receipt.pdf').expect(415)).body).toMatchObject({ code: 'document.type_not_allowed' });
    await call('post', receipts).attach('file', Buffer.alloc(3_000_000, 1), 'receipt.pdf').expect(413);
    await call('post', receipts, 'taicang').attach('file', pdf, 'receipt.pdf').expect(404);
    const key = newId();
    const upload = (content = pdf) => call('post', receipts, 'cashier', key).attach('file', content, '签收单.pdf');
    const { body } = await upload().expect(201);
    expect((await upload().expect(201)).body).toEqual(body);
    await upload(Buffer.concat([Buffer.from('%PDF-1.5\n'), pdf])).expect(409);
    await call('post', `payables/${payableId}/direct-payments`).set('If-Match', '1').send({ method: 'cash', receiptDocumentId: body.id }).expect(201);
    expect((await call('get', `payables/${payableId}`).expect(200)).body).toMatchObject({
      status: 'settled', version: 2, receiptDocumentIds: [body.id], payments: [{ method: 'cash', receiptDocumentId: body.id }] });
    expect((await call('post', receipts).attach('file', pdf, '签收单.pdf').expect(409)).body).toMatchObject({ code: 'payable.not_open' });
  });
});

describe('the year over HTTP', () => {
  it('gives figures and their records', async () => {
    const { body } = await call('get', 'summaries/2011', 'analyst').expect(200);
    expect(body).toMatchObject({ year: 2011, organization: { nameZh: '吴江市总工会' } });
    const spent = (body.indicators as { id: string }[]).find(({ id }) => id === 'R19_OUT');
    expect(spent).toMatchObject({ unit: 'fen', valueFen: 2_000_000, display: '¥20,000.00' });
    const { body: page } = await call('get', 'summaries/2011/indicators/R19_OUT/records?limit=1', 'analyst').expect(200);
    expect(page).toMatchObject({ items: [{ recordType: 'ledger_entry', date: '2011-01-04', amountFen: 1_000_000 }] });
    await call('get', `summaries/2011/indicators/R19_OUT/records?cursor=${page.nextCursor}`, 'analyst').expect(200);
    expect((await call('get', 'summaries/2011/indicators/R99/records', 'analyst').expect(404)).body).toMatchObject({ code: 'summary.indicator_unknown' });
    for (const path of ['summaries/11', 'summaries/2011?organizationId=x', 'summaries/2011?branch=x', 'summaries/2011/indicators/R19_OUT/records?cursor=x']) {
      await call('get', path, 'analyst').expect(400);
    }
    await call('get', `summaries/2011?organizationId=${newId()}`, 'analyst').expect(404);
    await call('get', 'summaries/2011', 'cashier').expect(403);
  });
});
