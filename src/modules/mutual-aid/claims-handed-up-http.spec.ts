import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/app.js';
import { SUZHOU, WUJIANG } from '../../../test/support/database.js';
import { madeUpId } from '../../../test/lists/support.js';
import { Colleague } from '../../demo/colleague.js';
import { silence } from '../../demo/narrator.js';
import type { Id, List, Versioned } from '../../demo/answers.js';
import { type CardHolder, fillFund } from '../../demo/cards-chapter.js';
import { type Cast, introduce } from '../../demo/cast.js';
import { type Claim, diagnosisOf, endorse, fileClaim, type Task } from '../../demo/claims-chapter.js';

interface SeenClaim extends Claim { readonly organizationId: string; readonly waitingFor: object | null }

let stage: TestApp;
let cast: Cast;
let town: Id;
let townCaseworker: Colleague;
let planId: string;
let fundId: string;
let people = 0;

beforeAll(async () => {
  stage = await startTestApp();
  const { clock } = stage.database;
  const story = {
    address: stage.address, administrator: stage.administrator, roster: new Uint8Array(), narrator: silence, moveClock: async (date: string) => clock.set(date),
  };
  cast = await introduce(story);
  ({ planId, fundId } = await fillFund(story, cast));
  town = await cast.administrator.created<Id>('organizations', {
    parentId: stage.database.organization(WUJIANG).id, code: '101', nameZh: '松陵镇总工会', level: 'town', validFrom: '2011-01-04',
  });
  townCaseworker = await hire('sl.caseworker', town.id, 'caseworker');
});
afterAll(() => stage.close());

async function hire(username: string, organizationId: string, role: string): Promise<Colleague> {
  const { id } = await cast.administrator.created<Id>('accounts', { username, displayName: '新同事', password: 'five-green-lanterns', organizationId });
  await cast.administrator.created(`accounts/${id}/roles`, { role, organizationId, validFrom: '2011-01-04' });
  const colleague = new Colleague(stage.address, username);
  await colleague.firstSignIn('five-green-lanterns', 'six-paper-boats');
  return colleague;
}

/** A new member of the caseworker's union who has held a card since January. */
async function holder(caseworker: Colleague): Promise<CardHolder> {
  people += 1;
  stage.database.clock.set('2011-01-04');
  const { id } = await caseworker.created<Id>('members', { name: `王小${String.fromCodePoint(0x4e00 + people)}`, idNumber: madeUpId(900 + people) });
  const batch = await caseworker.created<Id>('mutual-aid/card-batches', { planId, nameZh: '赠卡', gifted: true, validFrom: '2011-01-04', personIds: [id] });
  stage.database.clock.set('2011-06-20');
  return (await caseworker.get<List<CardHolder>>(`mutual-aid/cards?batchId=${batch.id}`)).items[0]!;
}

const claimOf = async (caseworker: Colleague, card?: CardHolder): Promise<Claim> =>
  fileClaim(caseworker, card ?? (await holder(caseworker)), diagnosisOf('C92.0', '急性髓系白血病'), '6222021102000000011');
const lookAt = (colleague: Colleague, { id }: Id): Promise<SeenClaim> => colleague.get<SeenClaim>(`mutual-aid/claims/${id}`);
const tasksOf = async (colleague: Colleague, claim: Id): Promise<Task[]> =>
  (await colleague.get<List<Task>>('review-tasks?status=open&limit=200')).items.filter(({ subjectId }) => subjectId === claim.id);
const leaseFor = async (colleague: Colleague, claim: Id): Promise<Task> =>
  colleague.created<Task>('review-tasks/leases', { taskId: (await tasksOf(colleague, claim))[0]?.id });

describe('a claim of a town without reviewers', () => {
  it('is reviewed and approved in the county above, while the town sees where it waits', async () => {
    const card = await holder(townCaseworker);
    const claim = await claimOf(townCaseworker, card);
    expect(await lookAt(townCaseworker, claim)).toMatchObject({
      status: 'first_review', organizationId: town.id,
      waitingFor: { organizationName: '吴江市总工会', role: 'reviewer', since: '2011-06-20', dueOn: '2011-06-27' },
    });
    const task = await cast.reviewer.created<Task>('review-tasks/leases', {});
    expect(task).toMatchObject({ subjectId: claim.id, organization: { nameZh: '吴江市总工会' } });
    const look = await cast.reviewer.get<object>(`review-tasks/${task.id}`);
    expect(look).toMatchObject({ heldByMe: true, subject: { diagnosis: { icd10Code: 'C92.0' }, claim: { organizationId: town.id } } });
    await endorse(cast.reviewer, task, '材料齐全');
    expect(await lookAt(townCaseworker, claim)).toMatchObject({ waitingFor: { organizationName: '吴江市总工会', role: 'approver' } });
    await endorse(cast.approver, await leaseFor(cast.approver, claim), '同意给付');
    expect(await lookAt(townCaseworker, claim)).toMatchObject({ status: 'approved', waitingFor: null });

    const payable = (await cast.cashier.get<List<Versioned & { sourceId: string }>>('payables?status=open&limit=200')).items.find(({ sourceId }) => sourceId === claim.id)!;
    await cast.cashier.created(`payables/${payable.id}/direct-payments`, { method: 'bank', bankReference: 'ICBC-TOWN-1' }, { version: payable.version });
    expect(await townCaseworker.get(`mutual-aid/cards/${card.id}`)).toMatchObject({
      status: 'used', state: 'used', history: [{ event: 'issued' }, { event: 'used', fromStatus: 'issued', toStatus: 'used', by: '吴江出纳' }],
    });
  });

  it('is withdrawn by the town, which takes the task of the county away', async () => {
    const claim = await claimOf(townCaseworker);
    const task = await leaseFor(cast.reviewer, claim);
    await townCaseworker.created(`mutual-aid/claims/${claim.id}/withdrawal`, { reason: '本人要求撤回' });
    expect(await lookAt(townCaseworker, claim)).toMatchObject({ status: 'withdrawn', waitingFor: null });
    const late = await cast.reviewer.send('POST', `review-tasks/${task.id}/decision`, { outcome: 'endorse', comment: '同意' }, { version: task.subjectVersion });
    expect(late).toMatchObject({ status: 409, body: { code: 'review.task_cancelled' } });
  });

  it('is out of sight of a sister of the county', async () => {
    const claim = await claimOf(townCaseworker);
    expect(await tasksOf(cast.taicangCaseworker, claim).catch((error: Error) => error.message)).toMatch(/403/);
    await cast.taicangCaseworker.expect(404, 'GET', `mutual-aid/claims/${claim.id}`);
    await townCaseworker.created(`mutual-aid/claims/${claim.id}/withdrawal`, { reason: '试验结束' });
  });
});

describe('a claim of a county that has lost its approver', () => {
  it('is approved in the city above; money and aid stay with the county, and nobody has two parts', async () => {
    const { items } = await cast.administrator.get<List<{ id: string; username: string; roles: Id[] }>>('accounts?limit=200');
    const approver = items.find(({ username }) => username === 'wj.approver')!;
    await cast.administrator.expect(204, 'DELETE', `accounts/${approver.id}/roles/${approver.roles[0]!.id}`);
    const claim = await claimOf(cast.caseworker);
    await endorse(cast.reviewer, await leaseFor(cast.reviewer, claim), '材料齐全');
    expect(await lookAt(cast.caseworker, claim)).toMatchObject({ waitingFor: { organizationName: '苏州市总工会', role: 'approver' } });
    expect(await tasksOf(cast.reviewer, claim)).toEqual([]);

    const task = await cast.suzhouApprover.created<Task>('review-tasks/leases', {});
    expect(task).toMatchObject({ subjectId: claim.id, organization: { nameZh: '苏州市总工会' } });
    await endorse(cast.suzhouApprover, task, '同意给付');
    const wujiang = stage.database.organization(WUJIANG).id;
    expect(await lookAt(cast.caseworker, claim)).toMatchObject({ status: 'approved', organizationId: wujiang, waitingFor: null });
    const rows = await stage.database.owner.query(
      `SELECT organization_path AS path FROM payables WHERE source_id = $1 UNION ALL SELECT organization_path FROM aid_records WHERE source_id = $1
       UNION ALL SELECT o.path FROM ledger_entries e JOIN organizations o ON o.id = e.beneficiary_organization_id WHERE e.source_id = $1 AND e.fund_id = $2
       UNION ALL SELECT o.path FROM review_decisions d JOIN organizations o ON o.id = d.organization_id WHERE d.subject_id = $1`, [claim.id, fundId]);
    expect(rows.rows).toEqual(Array.from({ length: 5 }, () => ({ path: WUJIANG })));
    const parts = await stage.database.owner.query(
      'SELECT part, a.username FROM case_parts p JOIN accounts a ON a.id = p.account_id WHERE subject_id = $1 ORDER BY part', [claim.id]);
    expect(parts.rows).toEqual([
      { part: 'final_approver', username: 'sz.approver' }, { part: 'first_reviewer', username: 'wj.reviewer' }, { part: 'registrar', username: 'wj.caseworker' }]);
  });

  it('goes past an approver of the city who has registered it, to the province', async () => {
    const { items } = await cast.administrator.get<List<{ id: string; username: string }>>('accounts?limit=200');
    const cityApprover = items.find(({ username }) => username === 'sz.approver')!;
    const city = stage.database.organization(SUZHOU).id;
    await cast.administrator.created(`accounts/${cityApprover.id}/roles`, { role: 'caseworker', organizationId: city, validFrom: '2011-01-04' });
    const card = await holder(cast.caseworker);
    const claim = await claimOf(cast.suzhouApprover, card);
    await endorse(cast.reviewer, await leaseFor(cast.reviewer, claim), '材料齐全');
    // Nobody else holds the role: it waits at the county, where it is seen.
    expect(await lookAt(cast.caseworker, claim)).toMatchObject({ waitingFor: { organizationName: '吴江市总工会', role: 'approver' } });
    const provinceApprover = await hire('js.approver', stage.database.organization('000000.320000.').id, 'approver');
    const second = await claimOf(cast.suzhouApprover, card);
    await endorse(cast.reviewer, await leaseFor(cast.reviewer, second), '材料齐全');
    expect(await lookAt(cast.caseworker, second)).toMatchObject({ waitingFor: { organizationName: '江苏省总工会', role: 'approver' } });
    const empty = await cast.suzhouApprover.send('POST', 'review-tasks/leases', {});
    expect(empty).toMatchObject({ status: 409, body: { code: 'review.queue_empty' } });
    await endorse(provinceApprover, await leaseFor(provinceApprover, second), '同意给付');
    expect(await lookAt(cast.caseworker, second)).toMatchObject({ status: 'approved', waitingFor: null });
  });
});
