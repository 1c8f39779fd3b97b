import type request from 'supertest';
import { Colleague, formOf, UnexpectedAnswer } from '../../src/demo/colleague.js';
import { silence } from '../../src/demo/narrator.js';
import { samplePdf } from '../../src/demo/sample-pdf.js';
import type { List, Versioned } from '../../src/demo/answers.js';
import { type CardHolder, fillFund } from '../../src/demo/cards-chapter.js';
import { type Cast, introduce, type Stage, storyAccounts, storyPassword } from '../../src/demo/cast.js';
import { type Claim, diagnosisOf, endorse, fileClaim, type Task } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import type { Role } from '../../src/modules/identity/rules/permissions.js';
import { madeUpId } from '../lists/support.js';
import { startTestApp, type TestApp } from './app.js';

export type Part = keyof Cast;
export type Method = Parameters<TestApp['request']>[0];

/** Somebody at a desk, with the token of a second session for requests written by hand. */
export interface Desk {
  readonly id: string;
  readonly username: string;
  readonly colleague: Colleague;
  readonly token: string;
}

/** A running server with the people of the story, a filled fund and the plan of 2011. */
export interface Office {
  readonly stage: TestApp;
  readonly cast: Cast;
  readonly fundId: string;
  readonly planId: string;
  readonly tokens: Readonly<Record<Part, string>>;
  /** A request of one of the people, to be written by hand; POSTs carry a key of their own. */
  as(part: Part, method: Method, path: string): request.Test;
  /** Another account of an organization, with these roles there. */
  hire(username: string, organizationPath: string, ...roles: Role[]): Promise<Desk>;
  /** Registers `count` new members and gives each a card of a batch of their own. */
  giveCards(count: number): Promise<{ readonly batchId: string; readonly holders: CardHolder[] }>;
  /** A claim for leukaemia, screened and waiting for its first review; filed by the caseworker unless told otherwise. */
  claimInReview(holder: CardHolder, registrar?: Colleague): Promise<Claim>;
  /** A claim that this approver holds, endorsed by the reviewer. */
  claimInFinalReview(holder: CardHolder, approver?: Colleague): Promise<{ readonly claim: Claim; readonly task: Task }>;
  /** A claim approved by the approver, and what the cashier is to pay for it. */
  approvedClaim(holder: CardHolder): Promise<{ readonly claim: Claim; readonly payable: Versioned }>;
  close(): Promise<void>;
}

const today = '2011-06-20';
/** Leukaemia, diagnosed on the day on which the office opens: whoever joins that day is covered. */
export const diagnosedToday = { ...diagnosisOf('C92.0', '急性髓系白血病'), diagnosedOn: today };
const firstPassword = 'five-green-lanterns';
const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许';
/** Numbers made-up people, so that no two are the same. */
let serial = 0;

/** A person that nobody has registered yet, as `POST members` takes one. */
export function newPerson(): { name: string; idNumber: string } {
  serial += 1;
  return { name: `${surnames.charAt(serial % surnames.length)}小${surnames.charAt(Math.floor(serial / surnames.length) % surnames.length)}`, idNumber: madeUpId(serial) };
}

/**
 * Opens the office on 20 June 2011.
 * @param variables environment variables beside those of the tests
 */
export async function openOffice(variables: Record<string, string> = {}): Promise<Office> {
  const stage = await startTestApp(variables);
  const story: Stage = {
    address: stage.address, administrator: stage.administrator, roster: new Uint8Array(), narrator: silence,
    moveClock: async (date) => stage.database.clock.set(date),
  };
  const cast = await introduce(story);
  const money = await fillFund(story, cast);
  stage.database.clock.set(today);
  const usernames = { administrator: stage.administrator.username, ...Object.fromEntries(storyAccounts.map(([part, username]) => [part, username])) };
  const tokens = Object.fromEntries(await Promise.all(Object.entries(usernames).map(async ([part, username]) => [part, await signIn(stage, username, storyPassword)])));
  return { stage, cast, ...money, tokens, ...acts(stage, cast, money.planId, tokens), close: () => stage.close() };
}

/** Opens one more session. @returns its token */
export async function signIn(stage: TestApp, username: string, password: string): Promise<string> {
  return ((await stage.request('post', 'sessions').send({ username, password }).expect(201)).body as { token: string }).token;
}

function acts(
  stage: TestApp, cast: Cast, planId: string, tokens: Office['tokens'],
): Pick<Office, 'as' | 'hire' | 'giveCards' | 'claimInReview' | 'claimInFinalReview' | 'approvedClaim'> {
  const claimInReview: Office['claimInReview'] = async (holder, registrar = cast.caseworker) => {
    const claim = await fileClaim(registrar, holder, diagnosedToday, '6222021102000000011');
    if (claim.status !== 'first_review') throw new UnexpectedAnswer('the screening', { status: 200, body: { ...claim } });
    return claim;
  };
  const claimInFinalReview: Office['claimInFinalReview'] = async (holder, approver = cast.approver) => {
    const claim = await claimInReview(holder);
    await endorse(cast.reviewer, await lease(cast.reviewer, claim.id), '材料齐全');
    return { claim, task: await lease(approver, claim.id) };
  };
  return {
    as: (part, method, path) => stage.request(method, path, tokens[part]),
    hire: (username, organizationPath, ...roles) => hire(stage, cast, username, stage.database.organization(organizationPath).id, roles),
    giveCards: (count) => giveCards(cast.caseworker, planId, count),
    claimInReview, claimInFinalReview,
    approvedClaim: async (holder) => {
      const { claim, task } = await claimInFinalReview(holder);
      await endorse(cast.approver, task, '同意给付');
      const { items } = await cast.cashier.get<List<Versioned & { sourceId: string }>>('payables?status=open&limit=200');
      return { claim, payable: items.find(({ sourceId }) => sourceId === claim.id)! };
    },
  };
}

/** Takes the open task of a claim. */
export async function lease(colleague: Colleague, claimId: string): Promise<Task> {
  const { items } = await colleague.get<List<Task>>('review-tasks?status=open&limit=200');
  const task = items.find(({ subjectId }) => subjectId === claimId)!;
  return colleague.created<Task>('review-tasks/leases', { taskId: task.id });
}

async function hire(stage: TestApp, cast: Cast, username: string, organizationId: string, roles: readonly Role[]): Promise<Desk> {
  const { id } = await cast.administrator.created<{ id: string }>('accounts', { username, displayName: '新同事', password: firstPassword, organizationId });
  for (const role of roles) await cast.administrator.created(`accounts/${id}/roles`, { role, organizationId, validFrom: '2011-01-04' });
  const colleague = new Colleague(stage.address, username);
  await colleague.firstSignIn(firstPassword, storyPassword);
  return { id, username, colleague, token: await signIn(stage, username, storyPassword) };
}

async function giveCards(caseworker: Colleague, planId: string, count: number): Promise<{ batchId: string; holders: CardHolder[] }> {
  const personIds: string[] = [];
  for (let made = 0; made < count; made += 1) personIds.push((await caseworker.created<{ id: string }>('members', newPerson())).id);
  const batch = await caseworker.created<{ id: string }>('mutual-aid/card-batches', { planId, nameZh: '赠卡', gifted: true, validFrom: '2011-01-04', personIds });
  const cards = await caseworker.get<List<CardHolder>>(`mutual-aid/cards?batchId=${batch.id}&limit=200`);
  return { batchId: batch.id, holders: cards.items };
}

/** A form with one paper of a claim. */
export function paperOf(kind: string, text: string = newId()): FormData {
  return formOf({ kind }, `${kind}.pdf`, samplePdf(text), 'application/pdf');
}
