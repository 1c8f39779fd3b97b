import { describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.js';
import { holder, office, one, planId, trial, useClaims } from './claims-office.fixture.js';
import { TAICANG, leukaemia } from './claims.fixture.js';

useClaims();

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
