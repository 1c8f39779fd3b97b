import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Colleague, formOf } from '../../src/demo/colleague.js';
import { samplePdf } from '../../src/demo/sample-pdf.js';
import { officeDate } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetInRedis } from '../support/redis.js';
import { ServerProcess } from './server-process.js';

interface Id { readonly id: string }
interface Claim extends Id { readonly status: string; readonly version: number }
interface Task extends Id { readonly subjectVersion: number }

const today = officeDate(new Date());
const password = 'killed-and-back-2011';
let db: TestDatabase;
let server: ServerProcess;
let folder: string;
const people: Record<string, Colleague> = {};

beforeAll(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'bangfu-kill-'));
  server = await ServerProcess.on({
    DATABASE_URL: db.applicationUrl, DATABASE_MIGRATION_URL: db.ownerUrl, DATA_FOLDER: folder, LOG_LEVEL: 'error', SIGN_IN_PER_MINUTE: '500',
    BANGFU_ENCRYPTION_KEYS: `1:${randomBytes(32).toString('base64')}`, BANGFU_HMAC_KEY: randomBytes(32).toString('base64'), QUEUE_LOCK_SECONDS: '2',
    ...(process.env['TEST_REDIS_URL'] ? { REDIS_URL: process.env['TEST_REDIS_URL'], REDIS_PREFIX: db.name } : {}),
  });
  await server.start();
  await introduce();
});
afterAll(async () => {
  await server.kill();
  if (process.env['TEST_REDIS_URL']) await forgetInRedis(process.env['TEST_REDIS_URL'], db.name);
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

async function introduce(): Promise<void> {
  const first = /\(password\):\s+(\S+)/.exec(server.output)?.[1] ?? '';
  const boss = new Colleague(server.address, 'admin');
  await boss.firstSignIn(first, password);
  const organizationId = db.organization('000000.320000.320500.320584.').id;
  for (const role of ['caseworker', 'reviewer', 'approver', 'cashier', 'financeApprover']) {
    const account = await boss.created<Id>('accounts', { username: `k.${role.toLowerCase()}`, displayName: role, password: 'first-day-of-work-1', organizationId });
    await boss.created(`accounts/${account.id}/roles`, { role, organizationId, validFrom: today });
    people[role] = new Colleague(server.address, `k.${role.toLowerCase()}`);
    await people[role].firstSignIn('first-day-of-work-1', password);
  }
}

/** A registered claim with its papers, ready to be submitted. */
async function draftClaim(): Promise<Claim> {
  const { financeApprover, cashier, caseworker } = people as Record<string, Colleague>;
  const fund = await financeApprover!.created<Id>('funds', { code: 'KILL', nameZh: '互助基金', purpose: 'mutual_aid' });
  await cashier!.created(`funds/${fund.id}/contributions`, { amountFen: 3_000_000, from: '市总工会' });
  const plan = await financeApprover!.created<Id>('mutual-aid/plans', {
    code: 'KILL', nameZh: '互助计划', fundId: fund.id,
    version: {
      validFrom: today, benefitFen: 1_000_000, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2,
      firstReviewWorkingDays: 5, finalReviewWorkingDays: 5, requiredDocuments: ['diagnosis_report'], illnessCatalogue: 'WUJIANG-2011',
    },
  });
  const person = await caseworker!.created<Id>('members', { name: '周试验', idNumber: '320500198003150011' });
  const batch = await caseworker!.created<Id>('mutual-aid/card-batches', { planId: plan.id, nameZh: '一批', gifted: true, validFrom: today, personIds: [person.id] });
  const cards = await caseworker!.get<{ items: Id[] }>(`mutual-aid/cards?batchId=${batch.id}`);
  const draft = await caseworker!.created<Claim>('mutual-aid/claims', {
    cardId: cards.items[0]!.id,
    diagnosis: { icd10Code: 'C92.0', diagnosedOn: today, hospitalName: '第一人民医院', hospitalGrade: 3 },
    account: { payeeName: '周试验', accountNumber: '6222021102000000011', bankName: '工商银行' },
  });
  await caseworker!.created(`mutual-aid/claims/${draft.id}/documents`, formOf({ kind: 'diagnosis_report' }, 'a.pdf', samplePdf('a'), 'application/pdf'));
  return caseworker!.get(`mutual-aid/claims/${draft.id}`);
}

/** Holds a table so that whoever writes to it waits, does `meanwhile` once somebody waits, kills the server, lets go, and starts it again. */
async function killWhileWriting(table: string, act: () => Promise<unknown>): Promise<void> {
  const holder = new pg.Client({ connectionString: db.ownerUrl });
  await holder.connect();
  await holder.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
  const acting = act().catch(() => undefined);
  await until(async () => Number((await db.owner.query(
    `SELECT count(*) FROM pg_locks WHERE relation = $1::regclass AND NOT granted`, [table])).rows[0].count) > 0);
  await server.kill();
  await holder.query('COMMIT');
  await holder.end();
  await acting;
  await server.start();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 40_000; ; await delay(50)) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error('waited 40 seconds in vain');
  }
}

/** Sends a command, kills the server in the middle of its last write, sends it again, kills it after the answer, sends it a third time. */
async function throughKills(table: string, send: () => Promise<{ status: number; body: unknown }>): Promise<void> {
  await killWhileWriting(table, send);
  const done = await send();
  expect(done).toMatchObject({ status: 201 });
  await server.kill();
  await server.start();
  expect(await send()).toMatchObject({ status: 201 });
}

const command = (who: string, path: string, body: object, version?: number) => {
  const key = newId();
  return () => people[who]!.send('POST', path, body, version === undefined ? { key } : { key, version });
};

it('goes on after SIGKILL at each step of submission, screening, decision and payment, and doubles nothing', async () => {
  const claim = await draftClaim();
  await throughKills('outbox', command('caseworker', `mutual-aid/claims/${claim.id}/submission`, {}, claim.version));
  const state = async () => (await people['caseworker']!.get<Claim>(`mutual-aid/claims/${claim.id}`)).status;
  await until(async () => (await state()) === 'first_review');

  const lease = command('reviewer', 'review-tasks/leases', {});
  await throughKills('review_tasks', lease);
  const first = (await lease()).body as unknown as Task;
  await throughKills('review_decisions', command('reviewer', `review-tasks/${first.id}/decision`, { outcome: 'endorse', comment: '同意' }, first.subjectVersion));
  const final = await people['approver']!.created<Task>('review-tasks/leases', {});
  await throughKills('ledger_entries', command('approver', `review-tasks/${final.id}/decision`, { outcome: 'endorse', comment: '同意' }, final.subjectVersion));
  expect(await state()).toBe('approved');

  const payable = (await people['cashier']!.get<{ items: Claim[] }>('payables?status=open')).items[0]!;
  await throughKills('payments', command('cashier', `payables/${payable.id}/direct-payments`, { method: 'bank', bankReference: 'KILL-0001' }, payable.version));
  expect(await state()).toBe('paid');

  const count = async (sql: string) => Number((await db.owner.query(sql)).rows[0].count);
  expect({
    reserves: await count(`SELECT count(*) FROM ledger_entries WHERE kind = 'reserve'`),
    postings: await count(`SELECT count(*) FROM ledger_entries WHERE kind = 'post'`),
    payments: await count('SELECT count(*) FROM payments'),
    payables: await count(`SELECT count(*) FROM payables WHERE status = 'settled'`),
    decisions: await count('SELECT count(*) FROM review_decisions'),
    tasks: await count('SELECT count(*) FROM review_tasks'),
    undone: await count('SELECT count(*) FROM outbox WHERE done_at IS NULL'),
    repeatedSteps: await count('SELECT count(*) FROM (SELECT to_status FROM claim_events WHERE from_status IS DISTINCT FROM to_status GROUP BY to_status HAVING count(*) > 1) x'),
  }).toEqual({ reserves: 1, postings: 1, payments: 1, payables: 1, decisions: 2, tasks: 2, undone: 0, repeatedSteps: 0 });
}, 180_000);

it('goes on with a screening that was cut in the middle', async () => {
  const { caseworker } = people as Record<string, Colleague>;
  const { rows } = await db.owner.query('SELECT id FROM mutual_aid_plans');
  const person = await caseworker!.created<Id>('members', { name: '吴试验', idNumber: '320500199107210220' });
  const batch = await caseworker!.created<Id>('mutual-aid/card-batches', { planId: rows[0].id, nameZh: '二批', gifted: true, validFrom: today, personIds: [person.id] });
  const cards = await caseworker!.get<{ items: Id[] }>(`mutual-aid/cards?batchId=${batch.id}`);
  const draft = await caseworker!.created<Claim>('mutual-aid/claims', {
    cardId: cards.items[0]!.id, diagnosis: { icd10Code: 'C34', diagnosedOn: today, hospitalName: '第一人民医院', hospitalGrade: 3 },
    account: { payeeName: '吴试验', accountNumber: '6228480400000000028', bankName: '农业银行' },
  });
  await caseworker!.created(`mutual-aid/claims/${draft.id}/documents`, formOf({ kind: 'diagnosis_report' }, 'b.pdf', samplePdf('b'), 'application/pdf'));
  const { version } = await caseworker!.get<Claim>(`mutual-aid/claims/${draft.id}`);
  await killWhileWriting('review_tasks', () => caseworker!.created(`mutual-aid/claims/${draft.id}/submission`, {}, { version }));
  await until(async () => (await caseworker!.get<Claim>(`mutual-aid/claims/${draft.id}`)).status === 'first_review');
  const tasks = await db.owner.query('SELECT count(*)::int AS n FROM review_tasks WHERE subject_id = $1', [draft.id]);
  expect(tasks.rows).toEqual([{ n: 1 }]);
}, 90_000);
