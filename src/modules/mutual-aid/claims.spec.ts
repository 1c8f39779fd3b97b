import { afterEach, describe, expect, it } from 'vitest';
import { SUZHOU, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { holder, office, one, trial, useClaims } from './claims-office.fixture.js';

useClaims();

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
