import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, SUZHOU, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { ClaimsTrial, leukaemia, TAICANG, type Office } from './claims.fixture.js';
import { HIDDEN } from './claim-views.js';

let trial: ClaimsTrial;
let office: Office;
let planId: string;
let fundId: string;

beforeAll(async () => {
  trial = await ClaimsTrial.on(await freshDatabase());
  trial.db.clock.set('2011-03-21');
  office = await trial.office();
  ({ planId, fundId } = await trial.plan());
});
afterAll(async () => {
  await trial.close();
  await trial.db.drop();
});

const holder = () => trial.holder(planId);
const one = async <Row>(sql: string, ...values: unknown[]): Promise<Row> => (await trial.db.owner.query(sql, values)).rows[0] as Row;

describe('the way of a claim', () => {
  it('goes from the draft to the paid benefit, each step by another person', async () => {
    const { caseworker, reviewer, approver, cashier } = office;
    const person = await holder();
    const id = await trial.filed(caseworker, person);
    expect(await trial.queries.one(caseworker, id)).toMatchObject({ status: 'first_review', findings: [], submittedOn: '2011-03-21' });
    await trial.decide(reviewer, id);
    expect(await trial.statusOf(id)).toBe('final_review');
    await trial.decide(approver, id);
    expect(await trial.queries.one(caseworker, id)).toMatchObject({ status: 'approved', benefitFen: 1_000_000, approvedOn: '2011-03-21' });
    const payable = await one<{ id: string; version: number }>(
      `SELECT id, version FROM payables WHERE source_id = $1 AND status = 'open' AND amount_fen = 1000000
       AND (registered_by, reviewed_by, approved_by) = ($2::uuid, $3::uuid, $4::uuid)`, id, caseworker.accountId, reviewer.accountId, approver.accountId);
    expect(await one(`SELECT status, kind, period FROM aid_records WHERE source_id = $1`, id)).toEqual({ status: 'promised', kind: 'MUTUAL_AID', period: '2011' });
    await trial.payDirectly.execute(cashier, { payableId: payable.id, version: payable.version, method: 'bank', bankReference: 'REF-1' });
    expect(await trial.queries.one(caseworker, id)).toMatchObject({ status: 'paid', paidOn: '2011-03-21' });
    expect(await one(`SELECT status, given_on::text FROM aid_records WHERE source_id = $1`, id)).toEqual({ status: 'given', given_on: '2011-03-21' });
    expect(await trial.eventsOf(id)).toEqual([
      'create', 'add_document', 'add_document', 'add_document', 'submit', 'screen_pass', 'endorse_first', 'endorse_final', 'start_payment', 'pay']);
    const parts = await trial.db.owner.query('SELECT part FROM case_parts WHERE subject_id = $1 ORDER BY part', [id]);
    expect(parts.rows.map((row) => (row as { part: string }).part)).toEqual(['final_approver', 'first_reviewer', 'payer', 'registrar']);
  });

  it('numbers claims by the year of business', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    expect((await trial.queries.one(office.caseworker, id)).claimNumber).toMatch(/^AX2011-\d{6}$/);
  });

  it('gives the reviewer five working days; weekends do not count', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    expect(await one('SELECT opened_on::text, due_on::text, stage, role FROM review_tasks WHERE subject_id = $1', id))
      .toEqual({ opened_on: '2011-03-21', due_on: '2011-03-28', stage: 'first_review', role: 'reviewer' });
  });

  it('is withdrawn before approval, which takes its task away; not after', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    const taskId = await trial.lease(office.reviewer, id);
    await trial.withdrawClaim.execute(office.caseworker, id, '本人要求撤回');
    expect(await trial.statusOf(id)).toBe('withdrawn');
    await expect(trial.decideTask.execute(office.reviewer, { taskId, subjectVersion: 6, outcome: 'endorse', reasonCode: null, comment: null }))
      .rejects.toMatchObject({ code: 'review.task_cancelled' });
    const approved = await trial.filed(office.caseworker, await holder());
    await trial.decide(office.reviewer, approved);
    await trial.decide(office.approver, approved);
    await expect(trial.withdrawClaim.execute(office.caseworker, approved, '太晚')).rejects.toMatchObject({ code: 'claim.wrong_status' });
  });

  it('is either withdrawn or decided when both are asked for at once, and leaves no live task behind', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await trial.filed(office.caseworker, await holder());
      await trial.decide(office.reviewer, id);
      const taskId = await trial.lease(office.approver, id);
      const { version } = await trial.queries.one(office.approver, id);
      const results = await Promise.allSettled([
        trial.withdrawClaim.execute(office.caseworker, id, '本人要求撤回'),
        trial.decideTask.execute(office.approver, { taskId, subjectVersion: version, outcome: 'endorse', reasonCode: null, comment: null }),
      ]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await one(`SELECT count(*)::int FROM review_tasks WHERE subject_id = $1 AND status IN ('open', 'leased')`, id)).toEqual({ count: 0 });
      expect(await one('SELECT count(*)::int FROM payables WHERE source_id = $1', id)).toEqual({ count: (await trial.statusOf(id)) === 'approved' ? 1 : 0 });
    }
  });

  it('leaves no task behind when it is withdrawn while it is screened', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await trial.draft(office.caseworker, await holder());
      await trial.submit(office.caseworker, id);
      await Promise.all([trial.work(), trial.withdrawClaim.execute(office.caseworker, id, '本人要求撤回')]);
      expect(await trial.statusOf(id)).toBe('withdrawn');
      expect(await one(`SELECT count(*)::int FROM review_tasks WHERE subject_id = $1 AND status IN ('open', 'leased')`, id)).toEqual({ count: 0 });
    }
  });

  it('comes back from a reviewer with a reason, keeps what was entered, and goes round again', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    await trial.decide(office.reviewer, id, 'return', 'documents_incomplete', '请补交骨髓检查报告');
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ status: 'returned', documents: [{}, {}, {}] });
    const revealed = await trial.revealClaim.execute(office.caseworker, id, ['comments'], '查看退回意见');
    expect(revealed.comments).toMatchObject([{ event: 'return_to_caseworker', reasonCode: 'documents_incomplete', text: '请补交骨髓检查报告' }]);
    await trial.attach(office.caseworker, id, 'pathology_report');
    await trial.submit(office.caseworker, id);
    await trial.work();
    await trial.decide(office.reviewer, id); // the same reviewer keeps the same part
    expect(await trial.statusOf(id)).toBe('final_review');
  });

  it('is rejected by the approver', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    await trial.decide(office.reviewer, id);
    await trial.decide(office.approver, id, 'reject', 'documents_false', '材料不实');
    expect(await trial.statusOf(id)).toBe('rejected');
    await expect(trial.submit(office.caseworker, id)).rejects.toMatchObject({ code: 'claim.wrong_status' });
  });

  it('fails at the bank, is paid at the second attempt and reversed in the end', async () => {
    const ids = [await trial.filed(office.caseworker, await holder()), await trial.filed(office.caseworker, await holder())];
    for (const id of ids) {
      await trial.decide(office.reviewer, id);
      await trial.decide(office.approver, id);
    }
    await trial.db.transactions.run(office.cashier, (tx) => trial.settleClaims.failed(tx, ids));
    expect([await trial.statusOf(ids[0]!), await trial.statusOf(ids[1]!)]).toEqual(['payment_failed', 'payment_failed']);
    await trial.db.transactions.run(office.cashier, (tx) => trial.settleClaims.paid(tx, ids, '2011-03-22'));
    await trial.db.transactions.run(office.cashier, (tx) => trial.settleClaims.reversed(tx, ids.slice(0, 1)));
    expect([await trial.statusOf(ids[0]!), await trial.statusOf(ids[1]!)]).toEqual(['reversed', 'paid']);
    // One that can not move stops them all.
    await expect(trial.db.transactions.run(office.cashier, (tx) => trial.settleClaims.reversed(tx, ids))).rejects.toMatchObject({ code: 'claim.wrong_status' });
    expect(await trial.statusOf(ids[1]!)).toBe('paid');
    expect((await trial.eventsOf(ids[0]!)).slice(-5)).toEqual(['start_payment', 'fail_payment', 'start_payment', 'pay', 'reverse_payment']);
  });

  it('uses its card up when it is paid, and a reversal gives card and aid back, so that another claim can be paid', async () => {
    const people = [await holder(), await holder(), await holder()];
    const [first, second, lost] = [await trial.approved(office, people[0]!), await trial.approved(office, people[1]!), await trial.approved(office, people[2]!)];
    await trial.db.owner.query(`UPDATE cards SET status = 'lost' WHERE id = $1`, [people[2]!.cardId]);
    const cards = async () => (await trial.db.owner.query<{ card: string }>(
      `SELECT c.status || ' ' || c.version || ' ' || coalesce(string_agg(e.event || ':' || e.from_status || '>' || e.to_status, ' ' ORDER BY e.id), '') AS card
       FROM unnest($1::uuid[]) WITH ORDINALITY AS p(id, place) JOIN cards c ON c.id = p.id LEFT JOIN card_events e ON e.card_id = c.id
       GROUP BY p.place, c.id ORDER BY p.place`, [people.map(({ cardId }) => cardId)])).rows.map(({ card }) => card);
    const settle = (what: 'paid' | 'reversed', ids: string[]) => trial.db.transactions.run(office.cashier, (tx) => trial.settleClaims[what](tx, ids, '2011-03-21'));
    await settle('paid', [first, second, lost]);
    expect(await cards()).toEqual(['used 2 used:issued>used', 'used 2 used:issued>used', 'lost 1 ']);
    await settle('reversed', [second]);
    expect(await cards()).toEqual(['used 2 used:issued>used', 'issued 3 used:issued>used reinstated:used>issued', 'lost 1 ']);
    expect(await one('SELECT status, given_on::text, reversed_on::text FROM aid_records WHERE source_id = $1', second))
      .toEqual({ status: 'reversed', given_on: '2011-03-21', reversed_on: '2011-03-21' });
    expect(await one('SELECT account_id FROM card_events WHERE card_id = $1 LIMIT 1', people[0]!.cardId)).toEqual({ account_id: office.cashier.accountId });
    // A claim on a card that is used can be made, and is found to have been awarded; on one given back it goes its way.
    const again = await trial.filed(office.caseworker, people[0]!);
    expect([await trial.statusOf(again), await trial.findingsOf(again)]).toEqual(['returned', ['already_awarded']]);
    await settle('paid', [await trial.approved(office, people[1]!)]);
    expect((await cards())[1]).toBe('used 4 used:issued>used reinstated:used>issued used:issued>used');
  });

  it('writes nothing of a payment when one of the claims is not to be paid', async () => {
    const people = [await holder(), await holder()];
    const ids = [await trial.approved(office, people[0]!), await trial.filed(office.caseworker, people[1]!)];
    await expect(trial.db.transactions.run(office.cashier, (tx) => trial.settleClaims.paid(tx, ids, '2011-03-21'))).rejects.toMatchObject({ code: 'claim.wrong_status' });
    expect(await one('SELECT status FROM cards WHERE id = $1', people[0]!.cardId)).toEqual({ status: 'issued' });
  });
});

describe('where the branch has too few people', () => {
  it('tells its union where it waits, and says so no more once it is decided', async () => {
    const id = await trial.draft(office.caseworker, await holder());
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ waitingFor: null });
    await trial.submit(office.caseworker, id);
    await trial.work();
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({
      waitingFor: { organizationName: '吴江市总工会', role: 'reviewer', since: '2011-03-21', dueOn: '2011-03-28' } });
    await trial.decide(office.reviewer, id);
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ waitingFor: { role: 'approver' } });
    await trial.decide(office.approver, id);
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ waitingFor: null });
  });

  it('is decided by the approver of Suzhou; money, aid and audit stay with Wujiang, and four eyes hold', async () => {
    const above = await trial.db.actor({ path: SUZHOU, roles: ['approver'] });
    await trial.appoint(above, 'approver');
    // Whoever reviewed has no final word, even as the only approver of the branch.
    await trial.appoint(office.reviewer, 'approver');
    const id = await trial.filed(office.caseworker, await holder());
    await trial.decide(office.reviewer, id);
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ waitingFor: { organizationName: '苏州市总工会', role: 'approver' } });
    await expect(trial.decide(office.approver, id)).rejects.toMatchObject({ code: 'review.task_not_found' });
    await trial.decide(above, id);
    const wujiang = trial.db.organization(WUJIANG).id;
    expect(await one('SELECT beneficiary_organization_id AS for FROM ledger_entries WHERE source_id = $1', id)).toEqual({ for: wujiang });
    for (const table of ['payables', 'aid_records']) {
      expect(await one(`SELECT organization_id, organization_path FROM ${table} WHERE source_id = $1`, id)).toEqual({ organization_id: wujiang, organization_path: WUJIANG });
    }
    const { rows } = await trial.db.owner.query<{ table_name: string }>(
      `SELECT table_name FROM audit_log WHERE actor = $1 AND organization_path = $2 ORDER BY table_name`, [`account:${above.accountId}`, WUJIANG]);
    expect([...new Set(rows.map((row) => row.table_name))])
      .toEqual(['aid_records', 'case_parts', 'claims', 'ledger_entries', 'payables', 'review_decisions']);
    const elsewhere = await trial.db.owner.query(`SELECT DISTINCT table_name FROM audit_log WHERE actor = $1 AND organization_path <> $2`, [`account:${above.accountId}`, WUJIANG]);
    expect(elsewhere.rows).toEqual([{ table_name: 'review_tasks' }]);
    const payable = await one<{ id: string; version: number }>('SELECT id, version FROM payables WHERE source_id = $1', id);
    const pay = (cashier: Actor) => trial.payDirectly.execute(cashier, { payableId: payable.id, version: payable.version, method: 'bank', bankReference: 'REF-ABOVE' });
    await expect(pay({ ...above, directRoles: [{ role: 'cashier', organizationPath: SUZHOU }] })).rejects.toMatchObject({ code: 'review.four_eyes' });
    // The same account at a desk of Wujiang, where its deeds of Suzhou count as well.
    await expect(pay({ ...above, organizationId: wujiang, scope: WUJIANG })).rejects.toMatchObject({ code: 'review.four_eyes' });
    await pay(office.cashier);
    expect(await trial.statusOf(id)).toBe('paid');
  });

  it('is either withdrawn below or decided above when both are asked for at once', async () => {
    const above = await trial.db.actor({ path: SUZHOU, roles: ['approver'] });
    await trial.appoint(above, 'approver');
    for (let round = 0; round < 6; round += 1) {
      const id = await trial.filed(office.caseworker, await holder());
      await trial.decide(office.reviewer, id);
      const taskId = await trial.lease(above, id);
      const { version } = await trial.queries.one(above, id);
      const results = await Promise.allSettled([
        trial.withdrawClaim.execute(office.caseworker, id, '本人要求撤回'),
        trial.decideTask.execute(above, { taskId, subjectVersion: version, outcome: 'endorse', reasonCode: null, comment: null }),
      ]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await one(`SELECT count(*)::int FROM review_tasks WHERE subject_id = $1 AND status IN ('open', 'leased')`, id)).toEqual({ count: 0 });
    }
  });

  afterEach(() => trial.db.owner.query('DELETE FROM account_roles'));
});

describe('screening', () => {
  it('returns an illness outside the catalogue with its reason, and lets it be contested', async () => {
    const id = await trial.filed(office.caseworker, await holder(), { diagnosis: { ...leukaemia, icd10Code: 'C78.0', text: '肺继发恶性肿瘤' } });
    const shown = await trial.queries.one(office.caseworker, id);
    expect(shown).toMatchObject({ status: 'returned', findings: [{ code: 'illness_not_covered', severity: 'blocking', details: null }] });
    expect(JSON.stringify(shown)).not.toMatch(/C78|继发/);
    const { findings } = await trial.revealClaim.execute(office.caseworker, id, ['findings'], '向本人说明');
    expect(findings).toMatchObject([{ details: { reason: 'secondary' }, zh: expect.stringContaining('继发性') as string }]);
    await trial.submit(office.caseworker, id, '附原发部位的病理报告');
    await trial.work();
    expect(await trial.statusOf(id)).toBe('first_review');
    expect(await trial.findingsOf(id)).toEqual(['illness_not_covered']);
    await expect(trial.decide(office.reviewer, id, 'endorse', null, '同意')).rejects.toMatchObject({ code: 'claim.finding_not_waivable' });
    await trial.decide(office.reviewer, id, 'reject', 'not_covered', '不在目录内');
    expect(await trial.statusOf(id)).toBe('rejected');
  });

  it('returns it again when it is handed in without a word', async () => {
    const id = await trial.filed(office.caseworker, await holder(), {}, ['claim_form']);
    expect(await trial.findingsOf(id)).toEqual(['document_missing']);
    await trial.submit(office.caseworker, id);
    await trial.work();
    expect(await trial.statusOf(id)).toBe('returned');
    await trial.attach(office.caseworker, id, 'id_copy');
    await trial.attach(office.caseworker, id, 'diagnosis_report');
    await trial.submit(office.caseworker, id);
    await trial.work();
    expect(await trial.statusOf(id)).toBe('first_review');
  });

  it('lets a reviewer waive what the plan lets be waived, with a reason', async () => {
    const diagnosis = { ...leukaemia, diagnosedOn: '2011-01-10' };
    const early = await trial.plan(100_000_000n, { claimDeadlineDays: 30 });
    const id = await trial.filed(office.caseworker, await trial.holder(early.planId), { diagnosis });
    expect(await trial.findingsOf(id)).toEqual(['claim_too_late']);
    await trial.submit(office.caseworker, id, '住院期间无法申领');
    await trial.work();
    await expect(trial.decide(office.reviewer, id)).rejects.toMatchObject({ code: 'claim.waiver_unexplained' });
    await trial.decide(office.reviewer, id, 'endorse', null, '住院证明属实');
    await trial.decide(office.approver, id);
    expect(await trial.statusOf(id)).toBe('approved');
  });

  it('contests only what screening has returned', async () => {
    const id = await trial.draft(office.caseworker, await holder());
    await expect(trial.submit(office.caseworker, id, '理由')).rejects.toMatchObject({ code: 'claim.nothing_to_contest' });
  });

  it('leaves nothing to contest once a later screening was clean, whoever returns the claim then', async () => {
    const id = await trial.filed(office.caseworker, await holder(), {}, ['claim_form', 'id_copy']);
    expect(await trial.statusOf(id)).toBe('returned');
    await trial.attach(office.caseworker, id, 'diagnosis_report');
    await trial.submit(office.caseworker, id);
    await trial.work();
    await trial.decide(office.reviewer, id, 'return', 'documents_unclear', '请重拍');
    await expect(trial.submit(office.caseworker, id, '理由')).rejects.toMatchObject({ code: 'claim.nothing_to_contest' });
    await trial.submit(office.caseworker, id);
    expect(await trial.statusOf(id)).toBe('screening');
  });

  it('changes nothing when its job runs twice, at once or later', async () => {
    const id = await trial.draft(office.caseworker, await holder());
    await trial.submit(office.caseworker, id);
    const system = { ...office.caseworker, kind: 'system' as const, systemName: 'screener' };
    const run = () => trial.db.transactions.run(system, (tx) => trial.screenClaim.execute(tx, { claimId: id, submission: 1 }));
    await Promise.all(Array.from({ length: 8 }, run));
    await run();
    await trial.work();
    expect(await trial.eventsOf(id)).toEqual(['create', 'add_document', 'add_document', 'add_document', 'submit', 'screen_pass']);
    expect(await one('SELECT count(*)::int FROM review_tasks WHERE subject_id = $1', id)).toEqual({ count: 1 });
  });

  it('leaves a later submission to its own job', async () => {
    const id = await trial.filed(office.caseworker, await holder(), {}, []);
    await trial.submit(office.caseworker, id, '材料在途');
    const system = { ...office.caseworker, kind: 'system' as const, systemName: 'screener' };
    await trial.db.transactions.run(system, (tx) => trial.screenClaim.execute(tx, { claimId: id, submission: 1 }));
    expect(await trial.statusOf(id)).toBe('screening');
    await trial.work();
    expect(await trial.statusOf(id)).toBe('first_review');
  });

  it('warns of an account, a phone and a document in other claims, here and elsewhere, and of namesakes', async () => {
    const taicang = await trial.office(TAICANG);
    const [here, there, mine] = [await holder(), await trial.holder(planId, TAICANG), await holder()];
    const shared = { contactMobile: '13812340001' };
    const first = await trial.draft(office.caseworker, here, shared);
    await trial.attach(office.caseworker, first, 'invoice', 'the same invoice');
    const second = await trial.draft(taicang.caseworker, there, { account: { payeeName: there.name, accountNumber: mine.accountNumber, bankName: '某行' } });
    await trial.attach(taicang.caseworker, second, 'invoice', 'the same invoice');
    await trial.db.owner.query(`UPDATE people SET name = $2 WHERE id = $1`, [here.personId, mine.name]);
    const id = await trial.draft(office.caseworker, mine, shared);
    await trial.attach(office.caseworker, id, 'invoice', 'the same invoice');
    await trial.submit(office.caseworker, id);
    await trial.work();
    expect(await trial.statusOf(id)).toBe('first_review');
    const { findings } = await trial.revealClaim.execute(office.caseworker, id, ['findings'], '核对');
    expect(findings?.map(({ code, details }) => [code, details])).toEqual([
      ['shared_document', { claims: 1, elsewhere: ['太仓市总工会'] }],
      ['shared_account', { claims: 0, elsewhere: ['太仓市总工会'] }],
      ['shared_mobile', { claims: 1, elsewhere: [] }],
      ['similar_member', { members: 1 }],
    ]);
    const look = await trial.lookAtTask.execute(office.reviewer, await trial.lease(office.reviewer, id));
    const { related } = look.subject as { related: { withinBranch: { trait: string; claimId: string }[]; elsewhere: object[] } };
    expect(related.withinBranch.map(({ trait, claimId }) => [trait, claimId])).toEqual([['document', first], ['mobile', first]]);
    expect(related.elsewhere).toEqual([
      { trait: 'account', organization: '太仓市总工会', claims: 1, otherPeople: 1 }, { trait: 'document', organization: '太仓市总工会', claims: 1, otherPeople: 1 }]);
    expect(JSON.stringify(look)).not.toContain(second);
  });
});

describe('the illness of a claim', () => {
  it.each<[string, string | null, number[], string | null]>([
    ['I21.0', null, [3], null], ['I21.0', '36.1', [4, 3], null], ['C92.0', '41.0', [6, 2], null],
    ['C78.0', null, [], 'secondary'], ['D05', null, [], 'in_situ'], ['C44', null, [], 'skin_cancer'], ['C91.1', null, [], 'chronic_lymphocytic'],
  ])('%s with operation %s is shown with its matches, the decided one first, to whoever gives a reason', async (icd10Code, operationCode, numbers, reason) => {
    const id = await trial.filed(office.caseworker, await holder(), { diagnosis: { ...leukaemia, icd10Code, operationCode } });
    const { illnessMatch } = await trial.revealClaim.execute(office.caseworker, id, ['illnessMatch'], '核对病种');
    expect(illnessMatch?.matches.map(({ no }) => no)).toEqual(numbers);
    expect([illnessMatch?.decided?.no, illnessMatch?.notCoveredReason]).toEqual([numbers[0], reason]);
  });

  it('is shown with the task to its holder alone, and nobody knows it before the screening', async () => {
    const draft = await trial.draft(office.caseworker, await holder());
    expect(await trial.revealClaim.execute(office.caseworker, draft, ['illnessMatch'], '核对病种')).toEqual({ illnessMatch: null });
    const taskId = await trial.lease(office.reviewer, await trial.filed(office.caseworker, await holder()));
    const matchIn = async (actor: Actor) => ((await trial.lookAtTask.execute(actor, taskId)).subject as { illnessMatch: unknown }).illnessMatch;
    expect(await matchIn(office.reviewer)).toMatchObject({ decided: { no: 2 } });
    expect(await matchIn((await trial.office()).reviewer)).toBe('已隐藏');
  });
});

describe('once only', () => {
  const finalReview = async (person: Awaited<ReturnType<typeof holder>>) => {
    const id = await trial.filed(office.caseworker, person);
    await trial.decide(office.reviewer, id);
    return id;
  };

  it('refuses the second of two claims of one person, whatever the reviewers say; it stays where it is', async () => {
    const person = await holder();
    const [first, second] = [await finalReview(person), await finalReview(person)];
    await trial.decide(office.approver, first);
    await expect(trial.decide(office.approver, second)).rejects.toMatchObject({ code: 'claim.already_awarded' });
    expect(await trial.statusOf(second)).toBe('final_review');
    expect(await one('SELECT count(*)::int FROM ledger_entries WHERE source_id = $1', second)).toEqual({ count: 0 });
    expect(await one(`SELECT status FROM review_tasks WHERE subject_id = $1 AND stage = 'final_review'`, second)).toEqual({ status: 'leased' });
  });

  it('finds an earlier award, and the award stays refused when that is contested', async () => {
    const person = await holder();
    await trial.decide(office.approver, await finalReview(person));
    const id = await trial.filed(office.caseworker, person, { diagnosis: { ...leukaemia, icd10Code: 'I21.0' } });
    expect(await trial.findingsOf(id)).toContain('already_awarded');
    await trial.submit(office.caseworker, id, '病种不同');
    await trial.work();
    await trial.decide(office.reviewer, id, 'endorse', null, '提请终审核定');
    await expect(trial.decide(office.approver, id, 'endorse', null, '同意')).rejects.toMatchObject({ code: 'claim.already_awarded' });
  });

  it('finds an award of another branch without showing it', async () => {
    const taicang = await trial.office(TAICANG);
    const person = await holder();
    await trial.decide(office.approver, await finalReview(person));
    const again = await trial.holder(planId, TAICANG, person);
    trial.db.clock.set('2012-03-21');
    const id = await trial.filed(taicang.caseworker, again, { diagnosis: { ...leukaemia, diagnosedOn: '2012-03-10' } });
    trial.db.clock.set('2011-03-21');
    expect(await trial.findingsOf(id)).toContain('already_awarded');
  });

  it('makes one award and one reserve of 20 equal approvals', async () => {
    const id = await finalReview(await holder());
    const taskId = await trial.lease(office.approver, id);
    const { version } = await trial.queries.one(office.approver, id);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => (
      trial.decideTask.execute(office.approver, { taskId, subjectVersion: version, outcome: 'endorse', reasonCode: null, comment: null }))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])))).toEqual(new Set(['review.task_decided']));
    expect(await one(`SELECT count(*)::int FROM ledger_entries WHERE source_id = $1 AND kind = 'reserve'`, id)).toEqual({ count: 1 });
    expect(await one('SELECT count(*)::int FROM payables WHERE source_id = $1', id)).toEqual({ count: 1 });
    expect(await one('SELECT count(*)::int FROM aid_records WHERE source_id = $1', id)).toEqual({ count: 1 });
  });

  it('makes one award of 20 claims of one person that are approved at once', async () => {
    const person = await holder();
    const ids: string[] = [];
    const commands: { taskId: string; subjectVersion: number }[] = [];
    for (let count = 0; count < 20; count += 1) {
      const id = await finalReview(person);
      ids.push(id);
      commands.push({ taskId: await trial.lease(office.approver, id), subjectVersion: (await trial.queries.one(office.approver, id)).version });
    }
    const results = await Promise.allSettled(commands.map((command) => (
      trial.decideTask.execute(office.approver, { ...command, outcome: 'endorse', reasonCode: null, comment: null }))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])))).toEqual(new Set(['claim.already_awarded']));
    expect(await one(`SELECT count(*)::int FROM ledger_entries WHERE source_id = ANY ($1::uuid[])`, ids)).toEqual({ count: 1 });
  });

  it('answers a repeated approval with the same key by what it did the first time', async () => {
    const id = await finalReview(await holder());
    const taskId = await trial.lease(office.approver, id);
    const { version } = await trial.queries.one(office.approver, id);
    const keyed: Actor = { ...office.approver, idempotency: { key: newId(), method: 'POST', route: 'decision', bodyDigest: Buffer.from('a') } };
    const decide = () => trial.decideTask.execute(keyed, { taskId, subjectVersion: version, outcome: 'endorse', reasonCode: null, comment: null });
    expect(await decide()).toEqual(await decide());
  });

  it('refuses an approval without cover and leaves the claim where it is', async () => {
    const poor = await trial.plan(999_999n);
    const id = await finalReview(await trial.holder(poor.planId));
    await expect(trial.decide(office.approver, id)).rejects.toMatchObject({ code: 'fund.not_covered' });
    expect(await trial.statusOf(id)).toBe('final_review');
    expect(await one(`SELECT balance_fen FROM fund_accounts WHERE fund_id = $1 AND account = 'reserved'`, poor.fundId)).toEqual({ balance_fen: '0' });
  });

  it('keeps the books of all this in balance', async () => {
    const awarded = await one<{ count: string }>(
      `SELECT count(*) FROM claims WHERE plan_id = $1 AND status IN ('approved', 'paying', 'payment_failed', 'paid', 'reversed')`, planId);
    const reserved = await one<{ count: string }>(`SELECT count(*) FROM ledger_entries WHERE fund_id = $1 AND kind = 'reserve'`, fundId);
    expect(reserved.count).toBe(awarded.count);
  });
});

describe('who may', () => {
  it('keeps the registrar, the reviewer and the approver apart', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    const both = { ...office.caseworker, directRoles: [{ role: 'reviewer', organizationPath: office.caseworker.scope }] };
    await expect(trial.decide(both, id)).rejects.toMatchObject({ code: 'review.four_eyes' });
    await trial.decide(office.reviewer, id);
    const reviewerToo = { ...office.reviewer, directRoles: [{ role: 'approver', organizationPath: office.reviewer.scope }] };
    await expect(trial.decide(reviewerToo, id)).rejects.toMatchObject({ code: 'review.four_eyes' });
    await expect(trial.payDirectly.execute(office.reviewer, { payableId: newId(), version: 1, method: 'bank', bankReference: 'X' })).rejects.toThrow();
  });

  it('makes everybody who edits a registrar, and a reviewer can not edit', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    await trial.decide(office.reviewer, id, 'return', 'other', '请核对');
    const { version } = await trial.queries.one(office.reviewer, id);
    await expect(trial.editClaim.execute(office.reviewer, { claimId: id, version, contactMobile: '13812340001' })).rejects.toMatchObject({ code: 'review.four_eyes' });
    const colleague = await trial.db.actor({ path: office.caseworker.scope, roles: ['caseworker'] });
    await trial.editClaim.execute(colleague, { claimId: id, version, contactMobile: '13812340002' });
    expect(await one(`SELECT count(*)::int FROM case_parts WHERE subject_id = $1 AND part = 'registrar'`, id)).toEqual({ count: 2 });
  });

  it('shows nothing to a sister branch', async () => {
    const { caseworker } = await trial.office(TAICANG);
    const person = await holder();
    const id = await trial.filed(office.caseworker, person);
    await expect(trial.queries.one(caseworker, id)).rejects.toMatchObject({ code: 'claim.not_found' });
    await expect(trial.queries.history(caseworker, id)).rejects.toMatchObject({ code: 'claim.not_found' });
    await expect(trial.submitClaim.execute(caseworker, { claimId: id, version: 1 })).rejects.toMatchObject({ code: 'claim.not_found' });
    await expect(trial.draft(caseworker, person)).rejects.toMatchObject({ code: 'claim.card_not_found' });
    await expect(trial.revealClaim.execute(caseworker, id, ['diagnosis'], '看看')).rejects.toMatchObject({ code: 'claim.not_found' });
  });
});

describe('what is written and shown', () => {
  it('refuses wrong input field by field and writes nothing', async () => {
    const person = await holder();
    const before = await one('SELECT count(*) FROM claims');
    await expect(trial.draft(office.caseworker, person, {
      diagnosis: { ...leukaemia, icd10Code: 'A29.0', diagnosedOn: '2011-03-22' },
      account: { payeeName: person.name, accountNumber: '6222021102000000012', bankName: '某行' }, contactMobile: '123',
    })).rejects.toMatchObject({
      code: 'claim.invalid',
      details: { errors: [
        { field: 'diagnosis.icd10Code', code: 'icd10_unknown' }, { field: 'diagnosis.diagnosedOn', code: 'diagnosed_in_future' },
        { field: 'account.accountNumber', code: 'bank_card_check_digit' }, { field: 'contactMobile', code: 'mobile_length' }] },
    });
    await expect(trial.draft(office.caseworker, person, { diagnosis: { ...leukaemia, diagnosedOn: '1970-04-30' } }))
      .rejects.toMatchObject({ details: { errors: [{ code: 'diagnosed_before_birth' }] } });
    expect(await one('SELECT count(*) FROM claims')).toEqual(before);
  });

  it('refuses a void card', async () => {
    const person = await holder();
    await trial.db.owner.query(`UPDATE cards SET status = 'void' WHERE id = $1`, [person.cardId]);
    await expect(trial.draft(office.caseworker, person)).rejects.toMatchObject({ code: 'claim.card_void' });
  });

  it('masks a claim, reveals it for a reason, and remembers the look', async () => {
    const person = await holder();
    const id = await trial.draft(office.caseworker, person, { contactMobile: '13812340001' }, []);
    const shown = await trial.queries.one(office.caseworker, id);
    expect(shown.diagnosis).toMatchObject({ icd10Code: HIDDEN, operationCode: null, text: HIDDEN });
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${person.name}|${person.accountNumber}|13812340001|C92|白血病`));
    const revealed = await trial.revealClaim.execute(office.caseworker, id, ['diagnosis', 'accountNumber', 'contactMobile'], '核对材料');
    expect(revealed).toEqual({ diagnosis: leukaemia, accountNumber: person.accountNumber, contactMobile: '13812340001' });
    expect(await one('SELECT account_id, fields, reason FROM reveals WHERE subject_id = $1', id))
      .toEqual({ account_id: office.caseworker.accountId, fields: ['diagnosis', 'accountNumber', 'contactMobile'], reason: '核对材料' });
  });

  it('shows the diagnosis to the holder of the task alone, and records the look', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    const { rows } = await trial.db.owner.query<{ id: string }>('SELECT id FROM review_tasks WHERE subject_id = $1', [id]);
    const taskId = rows[0]!.id;
    const diagnosisIn = async (actor: Actor) => ((await trial.lookAtTask.execute(actor, taskId)).subject as { diagnosis: { icd10Code: string } }).diagnosis.icd10Code;
    expect(await diagnosisIn(office.reviewer)).toBe(HIDDEN);
    await trial.leaseTask.execute(office.reviewer, { taskId });
    expect(await diagnosisIn(office.reviewer)).toBe('C92.0');
    expect(await diagnosisIn(office.approver)).toBe(HIDDEN);
    expect((await trial.db.owner.query('SELECT account_id FROM reveals WHERE subject_id = $1', [id])).rows).toEqual([{ account_id: office.reviewer.accountId }]);
  });

  it('edits under a version; a stale one is refused, and so is a claim that has been handed in', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    await trial.editClaim.execute(office.caseworker, { claimId: id, version: 1, diagnosis: { ...leukaemia, icd10Code: 'c91.0' } });
    await expect(trial.editClaim.execute(office.caseworker, { claimId: id, version: 1, contactMobile: null })).rejects.toMatchObject({ code: 'version.stale' });
    expect((await trial.revealClaim.execute(office.caseworker, id, ['diagnosis'], '核对')).diagnosis?.icd10Code).toBe('C91.0');
    await expect(trial.submitClaim.execute(office.caseworker, { claimId: id, version: 1 })).rejects.toMatchObject({ code: 'version.stale' });
    await trial.submit(office.caseworker, id);
    await expect(trial.editClaim.execute(office.caseworker, { claimId: id, version: 3, contactMobile: null })).rejects.toMatchObject({ code: 'claim.wrong_status' });
  });

  it('raises the version with every document, and refuses a repeated one', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    const documentId = await trial.attach(office.caseworker, id, 'invoice', 'invoice 1');
    await expect(trial.attach(office.caseworker, id, 'invoice', 'invoice 1')).rejects.toMatchObject({ code: 'claim.document_repeated' });
    expect((await trial.queries.one(office.caseworker, id)).version).toBe(2);
    await trial.removeDocument.execute(office.caseworker, { claimId: id, claimDocumentId: documentId, version: 2 });
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ version: 3, documents: [] });
    await trial.attach(office.caseworker, id, 'invoice', 'invoice 1');
  });

  it('gives a document out in scope only, and logs it', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    const documentId = await trial.attach(office.caseworker, id, 'invoice', 'invoice of a download');
    const document = await trial.openDocument.execute(office.reviewer, id, documentId);
    const pieces: Buffer[] = [];
    for await (const piece of document.stream) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toContain('invoice of a download');
    expect(document).toMatchObject({ fileName: 'invoice.pdf', contentType: 'application/pdf' });
    const logged = await trial.db.owner.query(
      'SELECT l.account_id FROM document_downloads l JOIN claim_documents d ON d.document_id = l.document_id WHERE d.id = $1', [documentId]);
    expect(logged.rows).toEqual([{ account_id: office.reviewer.accountId }]);
    const { caseworker } = await trial.office(TAICANG);
    await expect(trial.openDocument.execute(caseworker, id, documentId)).rejects.toMatchObject({ code: 'claim.document_not_found' });
  });

  it('lists claims page by page, narrowed by status and person', async () => {
    const person = await holder();
    const ids = [await trial.draft(office.caseworker, person, {}, []), await trial.draft(office.caseworker, person, {}, []), await trial.filed(office.caseworker, person)];
    const first = await trial.queries.list(office.caseworker, { limit: 2, personId: person.personId });
    const second = await trial.queries.list(office.caseworker, { limit: 2, personId: person.personId, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual([...ids].reverse());
    expect(second.nextCursor).toBeNull();
    const drafts = await trial.queries.list(office.caseworker, { limit: 50, personId: person.personId, status: 'draft' });
    expect(drafts.items.map((item) => item.id)).toEqual([ids[1], ids[0]]);
    await expect(trial.queries.list(office.caseworker, { limit: 2, cursor: 'WzFd' })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('keeps nothing readable of health and accounts in its tables', async () => {
    const person = await holder();
    await trial.filed(office.caseworker, person, { diagnosis: { ...leukaemia, icd10Code: 'D05.1', text: '乳腺导管原位癌' } });
    for (const table of ['claims', 'claim_findings', 'claim_events', 'review_decisions', 'review_tasks', 'outbox', 'payables']) {
      const { rows } = await trial.db.owner.query(`SELECT 1 FROM ${table} t WHERE t::text ~ 'D05|原位癌|in_situ|C92|${person.accountNumber}'`);
      expect([table, rows]).toEqual([table, []]);
    }
  });
});
