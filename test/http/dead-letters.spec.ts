import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Claim, submit } from '../../src/demo/claims-chapter.js';
import { newId } from '../../src/kernel/ids.js';
import { screenClaimJob } from '../../src/modules/mutual-aid/jobs/screen-claim.job.js';
import type * as logging from '../../src/platform/http/logging.js';
import { diagnosedToday, newPerson, openOffice, paperOf, type Desk, type Office, type Part } from '../support/cast.js';
import { TAICANG } from '../support/database.js';
import { expectProblem, until } from './problems.js';

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

interface DeadLetter { readonly id: string; readonly job: string; readonly attempts: number; readonly lastError: string }

let office: Office;
let taicang: Desk;
let claimId: string;
let dead: DeadLetter;
const SECRETS = { name: '李雷', idNumber: '320584199001011234', code: 'C92.0' };

beforeAll(async () => {
  office = await openOffice({ LOG_LEVEL: 'debug' });
  taicang = await office.hire('tc.administrator', TAICANG, 'administrator');
  const { holders } = await office.giveCards(1);
  claimId = await draft(holders[0]!.id);
  await office.stage.database.owner.query(`
    CREATE FUNCTION break_screening() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '${SECRETS.name} ${SECRETS.idNumber} ${SECRETS.code}' USING DETAIL = '${SECRETS.name}'; END $$;
    CREATE TRIGGER break_screening BEFORE UPDATE ON claims FOR EACH ROW WHEN (OLD.status = 'screening') EXECUTE FUNCTION break_screening()`);
  await submit(office.cast.caseworker, claimId);
  await failUntilDead();
});
afterAll(() => office.close());

async function draft(cardId: string): Promise<string> {
  const { id } = await office.cast.caseworker.created<Claim>('mutual-aid/claims', {
    cardId, diagnosis: diagnosedToday, account: { payeeName: newPerson().name, accountNumber: '6222021102000000011', bankName: '工商银行' },
  });
  for (const kind of ['claim_form', 'id_copy', 'diagnosis_report']) await office.cast.caseworker.created(`mutual-aid/claims/${id}/documents`, paperOf(kind));
  return id;
}

/** Waits for the first failure, then leaves the message one attempt. */
async function failUntilDead(): Promise<void> {
  const { owner } = office.stage.database;
  await until(async () => (await owner.query('SELECT 1 FROM outbox WHERE attempts = 1 AND last_error IS NOT NULL')).rowCount === 1);
  await owner.query('UPDATE outbox SET attempts = $1, due_at = now(), handed_at = NULL WHERE done_at IS NULL', [screenClaimJob.maximumAttempts - 1]);
  await owner.query('NOTIFY bangfu_outbox');
  await until(async () => (await owner.query('SELECT 1 FROM outbox WHERE dead_at IS NOT NULL')).rowCount === 1);
}

describe('a job that fails at every attempt', () => {
  it('becomes a dead letter that the administrator sees', async () => {
    const { items } = (await office.as('administrator', 'get', 'dead-letters').expect(200)).body as { items: DeadLetter[] };
    expect(items).toHaveLength(1);
    dead = items[0]!;
    expect(dead).toMatchObject({ job: 'mutual-aid.screen-claim', attempts: screenClaimJob.maximumAttempts });
    expect(dead.lastError).toMatch(/P0001/);
    expect((await office.cast.caseworker.get<Claim>(`mutual-aid/claims/${claimId}`)).status).toBe('screening');
  });

  it('carries no personal data, neither in the answer nor in its row nor in the log', async () => {
    const answer = await office.as('administrator', 'get', 'dead-letters').expect(200);
    const { rows } = await office.stage.database.owner.query<{ text: string }>('SELECT o::text AS text FROM outbox o');
    expect(Object.keys((answer.body as { items: DeadLetter[] }).items[0]!).sort()).toEqual(['attempts', 'createdAt', 'deadAt', 'id', 'job', 'lastError']);
    expect(log.text).toMatch(/mutual-aid\.screen-claim .* is dead/);
    for (const text of [answer.text, log.text, ...rows.map((row) => row.text)]) {
      for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    }
  });

  it.each<Part>(['caseworker', 'reviewer', 'approver', 'cashier', 'financeApprover', 'analyst', 'suzhouApprover', 'taicangCaseworker'])(
    'is out of reach for the %s', async (part) => {
      expectProblem(await office.as(part, 'get', 'dead-letters'), { status: 403, code: 'access.permission_missing' });
      expectProblem(await office.as(part, 'post', `dead-letters/${dead.id}/retry`), { status: 403, code: 'access.permission_missing' });
    });

  it('is out of sight for the administrator of another branch', async () => {
    expect((await office.stage.request('get', 'dead-letters', taicang.token).expect(200)).body).toEqual({ items: [], nextCursor: null });
    expectProblem(await office.stage.request('post', `dead-letters/${dead.id}/retry`, taicang.token), { status: 404, code: 'dead_letter.not_found' });
  });

  it('is done when the administrator has it tried again, once for one key', async () => {
    await office.stage.database.owner.query('DROP TRIGGER break_screening ON claims');
    const key = newId();
    const retry = () => office.as('administrator', 'post', `dead-letters/${dead.id}/retry`).set('Idempotency-Key', key);
    expect((await retry().expect(202)).body).toEqual({ id: dead.id });
    expect((await retry().expect(202)).body).toEqual({ id: dead.id });
    await until(async () => (await office.cast.caseworker.get<Claim>(`mutual-aid/claims/${claimId}`)).status !== 'screening');
    expect((await office.as('administrator', 'get', 'dead-letters').expect(200)).body).toEqual({ items: [], nextCursor: null });
    expectProblem(await office.as('administrator', 'post', `dead-letters/${dead.id}/retry`), { status: 404, code: 'dead_letter.not_found' });
    expectProblem(await office.as('administrator', 'post', `dead-letters/${newId()}/retry`), { status: 404, code: 'dead_letter.not_found' });
  });

  it('was screened once', async () => {
    const { rows } = await office.stage.database.owner.query('SELECT attempts, done_at IS NOT NULL AS done, dead_at, last_error FROM outbox');
    expect(rows).toEqual([{ attempts: 1, done: true, dead_at: null, last_error: null }]);
    const findings = await office.stage.database.owner.query(`SELECT event FROM claim_events WHERE claim_id = $1 AND from_status = 'screening'`, [claimId]);
    expect(findings.rows).toHaveLength(1);
  });
});
