import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { FundQueries } from '../funds/funds.queries.js';
import { proveLedger } from '../funds/public/proof.js';
import { ACCOUNT_NUMBER, type OpenCase, PaymentsTrial, TrialSource } from './payments.fixture.js';
import { provePayments } from './public/proof.js';
import type { PayDirectlyCommand } from './use-cases/pay-directly.js';

let db: TestDatabase;
let trial: PaymentsTrial;
let fundId: string;
let cashier: Actor;

beforeAll(async () => {
  db = await freshDatabase();
  trial = new PaymentsTrial(db);
  fundId = await trial.fund(WUJIANG, 100_000_000n);
  cashier = await db.actor({ path: WUJIANG, roles: ['cashier'] });
});
afterAll(() => db.drop());

const newCase = (): Promise<OpenCase> => trial.decidedCase(WUJIANG, fundId);
let references = 0;
const pay = (actor: Actor, payableId: string, command: Partial<PayDirectlyCommand> = {}) => trial.payDirectly.execute(actor, {
  payableId, version: 1, method: 'bank', bankReference: `REF${(references += 1)}${newId().slice(-6)}`, ...command });
const postsOf = async ({ reservationId }: OpenCase): Promise<number> =>
  (await db.owner.query(`SELECT 1 FROM ledger_entries WHERE reservation_id = $1 AND kind = 'post'`, [reservationId])).rows.length;
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
/** The receipt of a payment in cash, as an upload leaves it. */
const receiptFor = async (payableId: string): Promise<string> => {
  const id = newId();
  await db.transactions.run(cashier, async (tx) => {
    await tx.affected(
      `INSERT INTO documents (id, organization_id, organization_path, content_hash, storage_key, content_type, size_bytes, file_name, uploaded_by, uploaded_on)
       VALUES ($1, $2, $3, '\\x01', 'k', 'image/jpeg', 1, '\\x01', $4, '2011-01-04')`, [id, cashier.organizationId, cashier.scope, cashier.accountId]);
    await trial.repository.addReceipt(tx, await trial.repository.lockOrThrow(tx, payableId), id);
  });
  return id;
};

describe('a payable', () => {
  it('is listed masked, revealed with a reason, and unknown to a sister branch', async () => {
    const { payableId } = await newCase();
    const shown = await trial.queries.findOrThrow(cashier, payableId);
    expect(shown).toMatchObject({ payeeName: '张**', accountNumber: '6222 **** **** 0011', status: 'open', amountFen: 1_000_000n, version: 1, payments: [] });
    expect(await trial.revealPayee.execute(cashier, { payableId, reason: '核对账号' })).toEqual({
      payeeName: '张三丰', accountNumber: ACCOUNT_NUMBER, bankName: '中国工商银行吴江支行' });
    const { rows } = await db.owner.query('SELECT account_id, fields, reason, subject_type FROM reveals WHERE subject_id = $1', [payableId]);
    expect(rows).toEqual([{ account_id: cashier.accountId, fields: ['payeeName', 'accountNumber', 'bankName'], reason: '核对账号', subject_type: 'payable' }]);
    const stranger = await db.actor({ path: TAICANG, roles: ['cashier'] });
    for (const look of [
      () => trial.queries.findOrThrow(stranger, payableId), () => trial.revealPayee.execute(stranger, { payableId, reason: '看看' }), () => pay(stranger, payableId),
    ]) await expect(look()).rejects.toMatchObject({ code: 'payable.not_found' });
    expect((await trial.queries.list(stranger, { limit: 50 })).items).toEqual([]);
  });

  it('holds the account number sealed and findable', async () => {
    const { payableId } = await newCase();
    const { rows } = await db.owner.query('SELECT account_number, account_number_index FROM payables WHERE id = $1', [payableId]);
    expect(rows[0].account_number.toString('latin1')).not.toContain(ACCOUNT_NUMBER);
    expect(rows[0].account_number_index).toEqual(db.cipher.blindIndex('bank_account', ACCOUNT_NUMBER));
  });

  it('is opened once a case, by three different people, for a source that somebody answers for', async () => {
    const { sourceId, registrar, reviewer, approver } = await newCase();
    const again = (id: string, people: readonly [Actor, Actor, Actor]) =>
      db.transactions.run(approver, (tx) => trial.open(tx, { sourceId: id, fundId, amountFen: 5n }, people));
    await expect(again(sourceId, [registrar, reviewer, approver])).rejects.toMatchObject({ code: 'fund.already_reserved' });
    for (const people of [[registrar, registrar, approver], [registrar, reviewer, registrar], [registrar, reviewer, reviewer]] as const) {
      await expect(again(newId(), people)).rejects.toMatchObject({ code: 'review.four_eyes' });
    }
    expect(() => trial.sources.of('nobody')).toThrow('Nobody answers for the payment source nobody');
    expect(() => trial.sources.register(new TrialSource())).toThrow('two owners');
  });

  it('is listed by status, page by page', async () => {
    const branch = await trial.fund(TAICANG, 10_000_000n);
    const cases = [];
    for (let at = 0; at < 5; at += 1) cases.push(await trial.decidedCase(TAICANG, branch, 100n));
    const actor = await db.actor({ path: TAICANG, roles: ['cashier'] });
    await pay(actor, cases[2]!.payableId);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await trial.queries.list(actor, { limit: 3, status: 'open', ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(cases.filter((_, at) => at !== 2).map((one) => one.payableId));
    expect((await trial.queries.list(actor, { limit: 3, status: 'settled' })).items.map((item) => item.id)).toEqual([cases[2]!.payableId]);
  });
});

describe('a direct payment', () => {
  it('by bank settles the payable, posts the reserve and tells the source', async () => {
    const one = await newCase();
    const before = await new FundQueries(db.transactions).findOrThrow(cashier, fundId);
    const { id } = await pay(cashier, one.payableId, { bankReference: 'ICBC20110104001' });
    expect(await trial.queries.payment(cashier, id)).toEqual({
      id, payableId: one.payableId, payableStatus: 'settled', attempt: 1, method: 'bank', status: 'paid', amountFen: 1_000_000n,
      bankReference: 'ICBC20110104001', receiptDocumentId: null, paidOn: '2011-01-04', version: 1 });
    expect(await trial.queries.findOrThrow(cashier, one.payableId)).toMatchObject({ status: 'settled', version: 2, payments: [{ id }] });
    const after = await new FundQueries(db.transactions).findOrThrow(cashier, fundId);
    expect([after.reservedFen - before.reservedFen, after.paidFen - before.paidFen]).toEqual([-1_000_000n, 1_000_000n]);
    expect(trial.source.paid).toContain(`${one.sourceId} 2011-01-04`);
  });

  it('in cash needs a receipt that was uploaded for this payable, once', async () => {
    const [one, other] = [await newCase(), await newCase()];
    const receiptDocumentId = await receiptFor(one.payableId);
    const cash = { method: 'cash', bankReference: undefined } as const;
    await expect(pay(cashier, one.payableId, cash)).rejects.toMatchObject({ code: 'payment.receipt_missing' });
    await expect(pay(cashier, other.payableId, { ...cash, receiptDocumentId })).rejects.toMatchObject({ code: 'payment.receipt_unknown' });
    await expect(pay(cashier, one.payableId, { ...cash, receiptDocumentId: newId() })).rejects.toMatchObject({ code: 'payment.receipt_unknown' });
    await pay(cashier, one.payableId, { ...cash, receiptDocumentId });
    expect(await trial.queries.findOrThrow(cashier, one.payableId)).toMatchObject({
      status: 'settled', receiptDocumentIds: [receiptDocumentId], payments: [{ method: 'cash', receiptDocumentId }] });
  });

  it('uses a bank reference once in the organization of the fund, however it is typed', async () => {
    const [one, other] = [await newCase(), await newCase()];
    await pay(cashier, one.payableId, { bankReference: 'abc-0001' });
    await expect(pay(cashier, other.payableId, { bankReference: 'ＡＢＣ-0001' })).rejects.toMatchObject({ code: 'payment.bank_reference_used' });
    expect(await trial.queries.findOrThrow(cashier, other.payableId)).toMatchObject({ status: 'open', version: 1, payments: [] });
  });

  it('is dated from the day of the decision to today', async () => {
    const { payableId } = await newCase();
    await expect(pay(cashier, payableId, { paidOn: '2011-01-05' })).rejects.toMatchObject({ code: 'payment.paid_in_future' });
    await expect(pay(cashier, payableId, { paidOn: '2011-01-03' })).rejects.toMatchObject({ code: 'payment.paid_before_opened', details: { openedOn: '2011-01-04' } });
    await expect(pay(cashier, payableId, { version: 7 })).rejects.toMatchObject({ code: 'version.stale' });
  });

  it('leaves nothing when its source says no', async () => {
    const one = await newCase();
    trial.source.refuses = one.sourceId;
    await expect(pay(cashier, one.payableId)).rejects.toThrow('the case says no');
    trial.source.refuses = null;
    expect(await trial.queries.findOrThrow(cashier, one.payableId)).toMatchObject({ status: 'open', payments: [] });
    expect(await postsOf(one)).toBe(0);
    await pay(cashier, one.payableId);
    expect(await postsOf(one)).toBe(1);
  });

  it('from a branch above is seen below', async () => {
    const one = await newCase();
    const { id } = await pay(await db.actor({ path: SUZHOU, roles: ['cashier'] }), one.payableId);
    expect(await trial.queries.payment(cashier, id)).toMatchObject({ payableStatus: 'settled' });
  });
});

describe('at the same moment', () => {
  it('20 equal payments make one posting', async () => {
    const one = await newCase();
    const claim = () => ({ key: 'one', method: 'POST', route: '/payables/:id/direct-payments', bodyDigest: Buffer.from(one.payableId) });
    const send = () => pay({ ...cashier, idempotency: claim() }, one.payableId, { bankReference: 'EQUAL-1' });
    const results = await Promise.allSettled(Array.from({ length: 20 }, send));
    const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []));
    expect(new Set(answers).size).toBe(1);
    expect(new Set(codesOf(results))).toEqual(answers.length === 20 ? new Set() : new Set(['idempotency.still_running']));
    expect(await send()).toEqual({ id: answers[0] });
    expect(await postsOf(one)).toBe(1);
  });

  it('20 equal payments without a common key make one posting', async () => {
    const one = await newCase();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => pay(cashier, one.payableId, { bankReference: 'EQUAL-2' })));
    expect(codesOf(results)).toEqual(Array(19).fill('payable.not_open'));
    expect(await postsOf(one)).toBe(1);
  });

  it('20 payments of 20 cashiers with 20 references make one', async () => {
    const one = await newCase();
    const cashiers: Actor[] = [];
    for (let at = 0; at < 20; at += 1) cashiers.push(await db.actor({ path: WUJIANG, roles: ['cashier'] }));
    const results = await Promise.allSettled(cashiers.map((actor) => pay(actor, one.payableId)));
    expect(codesOf(results)).toEqual(Array(19).fill('payable.not_open'));
    expect(await postsOf(one)).toBe(1);
    expect(trial.source.paid.filter((text) => text.startsWith(one.sourceId))).toHaveLength(1);
    expect((await trial.queries.findOrThrow(cashier, one.payableId)).payments).toHaveLength(1);
  });

  it('one reference for 20 payables pays one of them', async () => {
    const cases: OpenCase[] = [];
    for (let at = 0; at < 20; at += 1) cases.push(await newCase());
    const results = await Promise.allSettled(cases.map((one) => pay(cashier, one.payableId, { bankReference: 'SHARED-1' })));
    expect(codesOf(results)).toEqual(Array(19).fill('payment.bank_reference_used'));
  });
});

describe('four eyes', () => {
  it.each(['registrar', 'reviewer', 'approver'] as const)('refuse the %s as payer', async (who) => {
    const one = await newCase();
    await expect(pay(one[who], one.payableId)).rejects.toMatchObject({ code: 'review.four_eyes' });
    expect(await trial.queries.findOrThrow(cashier, one.payableId)).toMatchObject({ status: 'open', payments: [] });
  });

  const insert = (actor: Actor, one: OpenCase) => db.transactions.run(actor, (tx) => tx.affected(
    `INSERT INTO payments (id, payable_id, source_type, source_id, organization_id, organization_path, paying_organization_id, attempt, method,
       amount_fen, bank_reference, status, paid_on, paid_by)
     VALUES ($1, $2, 'trial', $3, $4, $5, $4, 1, 'bank', 1000000, $6, 'paid', '2011-01-04', $7)`,
    [newId(), one.payableId, one.sourceId, actor.organizationId, actor.scope, newId(), actor.accountId]));

  it('are kept by the database when the code forgets the part', async () => {
    const one = await newCase();
    for (const actor of [one.registrar, one.reviewer, one.approver, cashier]) await expect(insert(actor, one)).rejects.toMatchObject({ code: 'review.four_eyes' });
  });

  it('are kept by the database when the people of the payable never took their parts', async () => {
    const people = [await db.actor({ path: WUJIANG, roles: [] }), await db.actor({ path: WUJIANG, roles: [] }), await db.actor({ path: WUJIANG, roles: [] })] as const;
    const opened = await db.transactions.run(people[2], (tx) => trial.open(tx, { sourceId: newId(), fundId, amountFen: 1_000_000n }, people));
    for (const actor of people) {
      await db.transactions.run(actor, (tx) => trial.parts.take(tx, 'trial', opened.sourceId, 'payer'));
      await expect(pay(actor, opened.payableId)).rejects.toMatchObject({ code: 'review.four_eyes' });
    }
  });

  it('let nobody change who paid, how much, or to whom', async () => {
    const one = await newCase();
    await pay(cashier, one.payableId);
    for (const change of ['UPDATE payments SET paid_by = gen_random_uuid()', 'UPDATE payments SET amount_fen = 1', 'UPDATE payables SET approved_by = registered_by',
      'UPDATE payables SET account_number = NULL', 'DELETE FROM payments', `UPDATE case_parts SET part = 'payer'`]) {
      await expect(db.transactions.run(cashier, (tx) => tx.affected(change)), change).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('the proof', () => {
  it('finds nothing after all this, and what an owner without triggers takes away', async () => {
    const [unposted, undone] = [await newCase(), await newCase()];
    for (const one of [unposted, undone]) await pay(cashier, one.payableId);
    expect(await provePayments(db.owner)).toEqual([]);
    expect((await proveLedger(db.owner)).findings).toEqual([]);
    await db.owner.query(`SET session_replication_role = 'replica'`);
    await db.owner.query(`DELETE FROM ledger_entries WHERE reservation_id = $1 AND kind = 'post'`, [unposted.reservationId]);
    await db.owner.query('DELETE FROM payments WHERE payable_id = $1', [undone.payableId]);
    await db.owner.query(`SET session_replication_role = 'origin'`);
    expect((await provePayments(db.owner)).map((finding) => finding.code).sort()).toEqual(['paid_without_post', 'post_without_payment', 'status_differs']);
  });
});
