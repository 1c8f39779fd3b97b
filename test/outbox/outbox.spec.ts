import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../../src/kernel/refusals.js';
import { defineJob, JobRegistry } from '../../src/platform/outbox/jobs.js';
import { JobRunner } from '../../src/platform/outbox/job-runner.js';
import { Relay } from '../../src/platform/outbox/relay.js';
import type { Tx } from '../../src/platform/database/transactions.js';
import { freshDatabase, type TestDatabase, WUJIANG } from '../support/database.js';

const job = defineJob<{ n: number }>('test.note', 'courier', 3);
/** Each delivery counts as an attempt, also of a message that another has just begun. */
const patientJob = defineJob<{ n: number }>('test.patient-note', 'courier');
let db: TestDatabase;
let runner: JobRunner;
let work: (tx: Tx, payload: { n: number }) => Promise<void>;
let relay: Relay | undefined;

beforeAll(async () => { db = await freshDatabase(); });
afterAll(() => db.drop());
beforeEach(() => {
  const registry = new JobRegistry();
  for (const each of [job, patientJob]) registry.register(each, (tx, payload) => work(tx, payload));
  runner = new JobRunner(db.transactions, registry);
  work = async () => undefined;
});
afterEach(async () => {
  await relay?.stop();
  relay = undefined;
  await db.owner.query('DELETE FROM outbox');
});

async function send(count: number, delaySeconds = 0, kind = job): Promise<void> {
  const actor = await db.actor({ path: WUJIANG, roles: [] });
  for (let n = 0; n < count; n += 1) await db.transactions.run(actor, (tx) => db.outbox.add(tx, kind, { n }, delaySeconds));
}

async function rows(): Promise<{ id: string; attempts: number; done: boolean; dead: boolean; last_error: string | null }[]> {
  return (await db.owner.query(`SELECT id, attempts, done_at IS NOT NULL AS done, dead_at IS NOT NULL AS dead, last_error FROM outbox ORDER BY id`)).rows;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); await delay(20)) if (Date.now() > end) throw new Error('waited in vain');
}
const allDone = async () => (await rows()).every((row) => row.done);

async function startRelay(handOver: (ids: string[]) => Promise<void>, againSeconds = 1000): Promise<void> {
  relay = new Relay(db.transactions, { handOver: (given) => handOver(given.map(({ id }) => id)) }, { applicationUrl: db.applicationUrl, sweepSeconds: 0.2, againSeconds });
  await relay.start();
}

describe('the outbox', () => {
  it('forgets a message whose transaction did not commit', async () => {
    const actor = await db.actor({ path: WUJIANG, roles: [] });
    await expect(db.transactions.run(actor, async (tx) => {
      await db.outbox.add(tx, job, { n: 1 });
      throw new Refused('x.no');
    })).rejects.toMatchObject({ code: 'x.no' });
    expect(await rows()).toEqual([]);
  });

  it('does a message once, however often it is delivered, also at the same time', async () => {
    let runs = 0;
    work = async (tx) => { await tx.rows('SELECT pg_sleep(0.05)'); runs += 1; };
    await send(1, 0, patientJob);
    const [row] = await rows();
    await Promise.all(Array.from({ length: 10 }, () => runner.run(row!.id)));
    await runner.run(row!.id);
    expect(runs).toBe(1);
    expect((await rows())[0]).toMatchObject({ done: true });
  });

  it('leaves neither work nor mark when the handler fails, tries again later and keeps only the kind of the fault', async () => {
    work = async (tx) => {
      await tx.affected(`INSERT INTO idempotency_keys (account_id, method, route, key, organization_id, body_digest, result) VALUES (gen_random_uuid(), 'x', 'x', 'x', gen_random_uuid(), '', '{}')`);
      throw new Refused('secret.person_name', { name: '张三' });
    };
    await send(1);
    await runner.run((await rows())[0]!.id);
    expect(await rows()).toMatchObject([{ attempts: 1, done: false, dead: false, last_error: 'refused: secret.person_name' }]);
    expect((await db.owner.query('SELECT 1 FROM idempotency_keys')).rows).toEqual([]);
    const due = await db.owner.query('SELECT due_at > now() AS later, handed_at FROM outbox');
    expect(due.rows).toEqual([{ later: true, handed_at: null }]);
  });

  it('makes a dead letter after the last attempt, also of a message that ended its process each time', async () => {
    work = async () => { throw new Error('no'); };
    await send(2);
    const [failing, killing] = await rows();
    for (let attempt = 0; attempt < 4; attempt += 1) await runner.run(failing!.id);
    await db.owner.query('UPDATE outbox SET attempts = 3 WHERE id = $1', [killing!.id]);
    await runner.run(killing!.id);
    expect(await rows()).toMatchObject([{ dead: true, attempts: 3 }, { dead: true }]);
  });
});

describe('the relay', () => {
  it('loses nothing to a worker that is quicker than itself', async () => {
    await startRelay(async (ids) => { for (const id of ids) setImmediate(() => void runner.run(id)); });
    await send(150);
    await until(allDone);
    expect((await rows()).every((row) => row.attempts === 1)).toBe(true);
  });

  it('hands over again what a queue has lost, and at once when the process starts anew', async () => {
    let deaf = true;
    await startRelay(async (ids) => { if (!deaf) await Promise.all(ids.map((id) => runner.run(id))); }, 1);
    await send(5);
    await delay(300);
    expect((await rows()).some((row) => row.done)).toBe(false);
    deaf = false;
    await until(allDone);

    await relay!.stop();
    await send(5);
    await db.owner.query('UPDATE outbox SET handed_at = now() WHERE done_at IS NULL');
    await startRelay(async (ids) => { await Promise.all(ids.map((id) => runner.run(id))); });
    await until(allDone);
  });

  it('keeps what the queue would not take, and goes on when its connection is cut', async () => {
    let away = true;
    await startRelay(async (ids) => {
      if (away) throw new Error('away');
      await Promise.all(ids.map((id) => runner.run(id)));
    });
    await send(3);
    await delay(300);
    await db.owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bangfu-relay' AND datname = $1`, [db.name]);
    away = false;
    await send(3);
    await until(allDone);
  });

  it('waits until a message is due', async () => {
    await startRelay(async (ids) => { await Promise.all(ids.map((id) => runner.run(id))); });
    await send(1, 1);
    await delay(300);
    expect(await allDone()).toBe(false);
    await until(allDone);
  });
});
