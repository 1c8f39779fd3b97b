import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { JobQueue } from '../../src/platform/queue/job-queue.js';
import type { QueueOptions } from '../../src/platform/queue/queue-options.js';
import { startQueueProcess, type QueueProcess } from './child.js';
import { postgresBackend, redisBackend, testRedisUrl, type TestBackend } from './support.js';

const SECONDS = 1000;

function rows(count: number): { id: string; name: string }[] {
  return Array.from({ length: count }, () => ({ id: randomUUID(), name: 'letter' }));
}

/** Remembers how often each id was handled. */
class Handled {
  readonly times = new Map<string, number>();

  readonly handle = async ({ id }: { id: string }): Promise<void> => {
    this.times.set(id, (this.times.get(id) ?? 0) + 1);
  };

  async all(expected: readonly { id: string }[], seconds = 20): Promise<void> {
    await vi.waitFor(
      () => expect(expected.filter(({ id }) => !this.times.has(id)).length).toBe(0),
      { timeout: seconds * SECONDS, interval: 20 },
    );
  }

  get repeated(): number {
    return [...this.times.values()].filter((times) => times > 1).length;
  }
}

function queueSuite(openBackend: () => Promise<TestBackend>): void {
  let backend: TestBackend;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    backend = await openBackend();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((part) => part.close()));
  });
  afterAll(async () => {
    await backend?.drop();
  });

  async function openQueue(options: QueueOptions = backend.options()): Promise<JobQueue> {
    const queue = await JobQueue.open(options);
    open.push(queue);
    return queue;
  }

  function start(options: QueueOptions, role: 'hang' | 'tick' | 'leave'): QueueProcess {
    const child = startQueueProcess(options, role);
    open.push({ close: () => child.kill() });
    return child;
  }

  it('delivers a row once, with its id and name', async () => {
    const queue = await openQueue();
    const delivered: object[] = [];
    await queue.work(async (job) => {
      delivered.push(job);
    });
    const [row] = rows(1);
    await queue.handOver([row!]);
    await vi.waitFor(() => expect(delivered).toHaveLength(1), { timeout: 5 * SECONDS });
    await pause(300);
    expect(delivered).toEqual([row]);
  });

  it('delivers a row once that was handed over twice while it waited', async () => {
    const queue = await openQueue();
    const handled = new Handled();
    const waiting = rows(3);
    await queue.handOver(waiting);
    await queue.handOver([...waiting, ...waiting]);
    await queue.work(handled.handle);
    await handled.all(waiting);
    await pause(300);
    expect([...handled.times.values()]).toEqual([1, 1, 1]);
  });

  it('does not deliver a row again that is handed over while it is worked on', async () => {
    const queue = await openQueue();
    const handled = new Handled();
    const [row] = rows(1);
    await queue.work(async (job) => {
      await handled.handle(job);
      await queue.handOver([row!]);
      await pause(500);
    });
    await queue.handOver([row!]);
    await handled.all([row!]);
    await pause(1 * SECONDS);
    expect(handled.times.get(row!.id)).toBe(1);
  });

  it('delivers a row again that is handed over after it was done', async () => {
    const queue = await openQueue();
    const handled = new Handled();
    await queue.work(handled.handle);
    const [row] = rows(1);
    await queue.handOver([row!]);
    await handled.all([row!]);
    await vi.waitFor(
      async () => {
        await queue.handOver([row!]);
        expect(handled.times.get(row!.id)).toBeGreaterThan(1);
      },
      { timeout: 5 * SECONDS, interval: 100 },
    );
  });

  it('delivers by priority: none, then 1, then larger numbers', async () => {
    const queue = await openQueue({ ...backend.options(), concurrency: 1 });
    const order: string[] = [];
    await queue.handOver([
      { id: randomUUID(), name: 'late', priority: 10 },
      { id: randomUUID(), name: 'soon', priority: 1 },
      { id: randomUUID(), name: 'first' },
    ]);
    await queue.work(async ({ name }) => {
      order.push(name);
    });
    await vi.waitFor(() => expect(order).toEqual(['first', 'soon', 'late']), 5 * SECONDS);
  });

  it('logs a failing job without its message and forgets it', async () => {
    const log = vi.fn();
    const queue = await openQueue({ ...backend.options(), log });
    let attempts = 0;
    await queue.work(async () => {
      attempts += 1;
      throw new TypeError('张三 320584198001010000');
    });
    const [row] = rows(1);
    await queue.handOver([row!]);
    await vi.waitFor(() => expect(log).toHaveBeenCalled(), 5 * SECONDS);
    await pause(2.5 * SECONDS);
    expect(attempts).toBe(1);
    expect(log.mock.calls).toEqual([
      ['queue: a job failed', { id: row!.id, name: 'letter', error: 'TypeError' }],
    ]);
  });

  it('gives the job of a killed process to another within lock and check time, every time', async () => {
    const options = backend.options();
    const [row] = rows(1);
    const [first, second] = [start(options, 'hang'), start(options, 'hang')];
    const queue = await openQueue(options);
    await vi.waitFor(() => {
      expect([first.lines, second.lines]).toEqual([['ready'], ['ready']]);
    }, 20 * SECONDS);
    await queue.handOver([row!]);
    const started = (child: QueueProcess) => child.lines.includes(`started ${row!.id}`);
    await vi.waitFor(() => expect(started(first) || started(second)).toBe(true), 5 * SECONDS);
    const [holder, heir] = started(first) ? [first, second] : [second, first];
    const within = (options.lockSeconds + options.stalledCheckSeconds + 1) * SECONDS;
    await holder.kill();
    await vi.waitFor(() => expect(started(heir)).toBe(true), within);
    const handled = new Handled();
    await queue.work(handled.handle);
    await heir.kill();
    await handled.all([row!], within / SECONDS);
  });

  it('goes on after the backend was emptied', async () => {
    const queue = await openQueue();
    const handled = new Handled();
    await queue.work(async (job) => {
      await pause(20);
      await handled.handle(job);
    });
    const lost = rows(200);
    await queue.handOver(lost);
    await vi.waitFor(() => expect(handled.times.size).toBeGreaterThan(0), 5 * SECONDS);
    await backend.empty();
    await pause(500);
    expect(handled.times.size).toBeLessThan(200);
    const later = rows(50);
    await queue.handOver([...later, ...lost]);
    await handled.all([...later, ...lost]);
  });

  it('goes on after all connections broke, idle or in the middle of work', async () => {
    const queue = await openQueue();
    const handled = new Handled();
    await queue.work(async (job) => {
      await pause(20);
      await handled.handle(job);
    });
    await pause(300);
    expect(await backend.cut()).toBeGreaterThan(0);
    await vi.waitFor(() => queue.ping(), { timeout: 10 * SECONDS, interval: 100 });
    const busy = rows(400);
    await queue.handOver(busy);
    for (let cuts = 0; cuts < 3; cuts += 1) {
      await pause(200);
      await backend.cut();
    }
    await handled.all(busy);
    const later = rows(50);
    await vi.waitFor(() => queue.handOver(later), { timeout: 10 * SECONDS, interval: 100 });
    await handled.all(later, 5);
  });

  it('ticks in one of two processes, and again after the backend was emptied', async () => {
    const options = backend.options();
    const [first, second] = [start(options, 'tick'), start(options, 'tick')];
    const ticks = () => [...first.lines, ...second.lines].filter((line) => line === 'tick sweep');
    const ready = () => first.lines.includes('ready') && second.lines.includes('ready');
    await vi.waitFor(() => expect(ready()).toBe(true), 20 * SECONDS);

    // On a busy machine a pause is longer than asked: one tick a second that really passed, and one at each end.
    const expectOneASecond = async (count: () => number) => {
      const [before, began] = [count(), performance.now()];
      await pause(4 * SECONDS);
      const seconds = (performance.now() - began) / 1000;
      expect(count() - before).toBeGreaterThanOrEqual(2);
      expect(count() - before).toBeLessThanOrEqual(Math.floor(seconds) + 2);
    };
    await expectOneASecond(() => ticks().length);

    await backend.empty();
    await pause(1 * SECONDS);
    const whenEmpty = ticks().length;
    await pause(1.5 * SECONDS);
    expect(ticks().length).toBe(whenEmpty);

    const queue = await openQueue(options);
    const own: string[] = [];
    const onTick = async (name: string) => {
      own.push(name);
    };
    for (let calls = 0; calls < 3; calls += 1) {
      await queue.schedule([{ name: 'sweep', everySeconds: 1 }], onTick);
    }
    await expectOneASecond(() => ticks().length + own.length);
  });

  it('keeps the next due time when a schedule is registered again', async () => {
    const queue = await openQueue();
    const ticks: number[] = [];
    const schedules = [{ name: 'sweep', everySeconds: 1 }];
    const startedAt = Date.now();
    while (Date.now() - startedAt < 3.5 * SECONDS) {
      await queue.schedule(schedules, async () => {
        ticks.push(Date.now() - startedAt);
      });
      await pause(100);
    }
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(5);
  });

  it('drops a schedule that is no longer registered', async () => {
    const queue = await openQueue();
    const ticks: string[] = [];
    const onTick = async (name: string) => {
      ticks.push(name);
    };
    const old = { name: 'old', everySeconds: 1 };
    const kept = { name: 'kept', everySeconds: 1 };
    await queue.schedule([old, kept], onTick);
    await vi.waitFor(() => expect(ticks).toContain('old'), 5 * SECONDS);
    await queue.schedule([kept], onTick);
    ticks.length = 0;
    await pause(2.2 * SECONDS);
    expect(new Set(ticks)).toEqual(new Set(['kept']));
  });

  it('waits for running jobs when it closes, and leaves the others waiting', async () => {
    const options = { ...backend.options(), concurrency: 2 };
    const queue = await openQueue(options);
    const [begun, ended] = [new Handled(), new Handled()];
    await queue.work(async (job) => {
      await begun.handle(job);
      await pause(500);
      await ended.handle(job);
    });
    const many = rows(10);
    await queue.handOver(many);
    await vi.waitFor(() => expect(begun.times.size).toBe(2), 5 * SECONDS);
    await queue.close();
    expect([...ended.times.keys()].sort()).toEqual([...begun.times.keys()].sort());
    expect(ended.times.size).toBeLessThan(10);
    await expect(queue.handOver(rows(1))).rejects.toThrow('closed');

    const next = await openQueue(options);
    await next.work(ended.handle);
    await ended.all(many);
    expect(ended.repeated).toBe(0);
  });

  it('tells that the backend is gone, and closes all the same', async () => {
    const { options, takeAway } = await backend.fleetingOptions();
    const queue = await openQueue(options);
    const handled = new Handled();
    await queue.work(async (job) => {
      await pause(1 * SECONDS);
      await handled.handle(job);
    });
    await queue.schedule([{ name: 'sweep', everySeconds: 60 }], async () => undefined);
    await queue.ping();
    await queue.handOver(rows(1));
    await pause(300);
    await takeAway();
    await expect(queue.ping()).rejects.toThrow();
    await expect(queue.handOver(rows(1))).rejects.toThrow();
    await queue.close();
    expect(handled.times.size).toBe(1);
    await expect(JobQueue.open(options)).rejects.toThrow();
  });

  it('lets its process end after close', async () => {
    const child = start(backend.options(), 'leave');
    const [code] = await once(child.process, 'exit');
    expect(code).toBe(0);
    expect(child.lines.at(-1)).toBe('ready');
  });

  it('delivers 2,000 rows exactly once, eight at a time', async () => {
    const queue = await openQueue();
    const handled = new Handled();
    await queue.work(handled.handle);
    const many = rows(2000);
    await queue.schedule([{ name: 'sweep', everySeconds: 1 }], async () => undefined);
    await queue.handOver(many);
    await handled.all(many, 40);
    expect(await backend.connections()).toBeLessThanOrEqual(8);
    await pause(300);
    expect(handled.times.size).toBe(2000);
    expect(handled.repeated).toBe(0);
  });
}

const redisUrl = testRedisUrl();

describe('queue on PostgreSQL', () => queueSuite(postgresBackend));
describe.skipIf(redisUrl === undefined)('queue on Redis', () =>
  queueSuite(() => redisBackend(String(redisUrl))),
);
