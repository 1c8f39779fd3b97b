import { setTimeout as pause } from 'node:timers/promises';
import { isNotConnectionError } from 'bullmq';
import { Deliveries, type Delivery } from './deliveries.js';
import { PostgresBackend } from './postgres-backend.js';
import type { CourierQueue, QueueBackend, Watch } from './queue-backend.js';
import type { QueueOptions } from './queue-options.js';
import { RedisBackend } from './redis-backend.js';
import { RepeatedLines } from './repeated-lines.js';
import { Ticks, type Schedule } from './ticks.js';

const HAND_OVER_AT_ONCE = 1000;
const PING_MILLISECONDS = 3000;

async function openBackend(options: QueueOptions): Promise<QueueBackend> {
  if (options.redisUrl !== undefined) return RedisBackend.open(options, options.redisUrl);
  if (options.postgres === undefined) throw new Error('queue: neither redisUrl nor postgres is set');
  return PostgresBackend.open(options, options.postgres);
}

/**
 * A courier between processes, on PostgreSQL or Redis. It carries the id and the name of an outbox
 * row and keeps nothing else: whether a row is done, its attempts and its errors stand in the
 * outbox. Delivery is at least once.
 */
export class JobQueue {
  private deliveries: Promise<Deliveries> | undefined;
  private ticks: Promise<Ticks> | undefined;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly options: QueueOptions,
    private readonly backend: QueueBackend,
    private readonly queue: CourierQueue,
    private readonly watch: Watch,
  ) {}

  /**
   * Connects to the backend.
   *
   * @throws when the backend is unreachable, or on PostgreSQL when `prepareQueueSchema` never ran
   */
  static async open(options: QueueOptions): Promise<JobQueue> {
    const backend = await openBackend(options);
    const lines = new RepeatedLines(options.log);
    // An 'error' event without a listener would end the process; the backend tells of lost connections.
    const watch: Watch = (part) =>
      part.on('error', (error: Error) => {
        if (isNotConnectionError(error)) lines.say('queue: trouble with the backend', error.message);
      });
    const queue = backend.openQueue(options.prefix);
    watch(queue);
    const opened = new JobQueue(options, backend, queue, watch);
    try {
      await queue.waitUntilReady();
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  /**
   * Hands outbox rows over. The row's id becomes the job's id, so a row that is still waiting or
   * being worked on is not queued again.
   *
   * @param rows `priority`: 1 goes first, larger numbers later; rows without one go before all
   * @throws when the backend is unreachable; some of the rows may have been taken
   */
  async handOver(rows: readonly { id: string; name: string; priority?: number }[]): Promise<void> {
    this.refuseWhenClosed();
    for (let from = 0; from < rows.length; from += HAND_OVER_AT_ONCE) {
      const jobs = rows.slice(from, from + HAND_OVER_AT_ONCE).map(({ id, name, priority }) => ({
        name,
        data: {},
        opts: priority === undefined ? { jobId: id } : { jobId: id, priority },
      }));
      await this.queue.addBulk(jobs);
    }
  }

  /**
   * Starts working, `concurrency` jobs at a time. When `handle` throws, the error's name is logged
   * and the job is gone: the outbox knows what to do next.
   *
   * @throws when this queue works already or the backend is unreachable; it may be called again then
   */
  async work(handle: (delivery: Delivery) => Promise<void>): Promise<void> {
    this.refuseWhenClosed();
    if (this.deliveries !== undefined) throw new Error('queue: works already');
    this.deliveries = Deliveries.open(this.backend, this.options, this.watch, handle);
    await this.deliveries.catch((error: unknown) => {
      this.deliveries = undefined;
      throw error;
    });
  }

  /**
   * Registers schedules and takes part in their ticks. Meant to be called every minute: it changes
   * nothing when all is there and mends a backend that was emptied. A new schedule ticks at once,
   * then every `everySeconds`, each time in one process only; missed ticks are not made up.
   *
   * @param schedules all schedules of this deployment; others found in the backend are dropped
   * @throws when the backend is unreachable
   */
  async schedule(
    schedules: readonly Schedule[],
    onTick: (name: string) => Promise<void>,
  ): Promise<void> {
    this.refuseWhenClosed();
    this.ticks ??= Ticks.open(this.backend, this.options, this.watch, schedules, onTick);
    const ticks = await this.ticks.catch((error: unknown) => {
      this.ticks = undefined;
      throw error;
    });
    await ticks.register(schedules, onTick);
  }

  /** Asks the backend for a sign of life; throws when there is none within three seconds. */
  async ping(): Promise<void> {
    this.refuseWhenClosed();
    await this.askBackend();
  }

  /**
   * Takes no more jobs, waits for the running ones and ends all connections. May be called twice.
   * When the backend is gone it does not wait to report the jobs as done: they are delivered again.
   */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    const deliveries = await this.deliveries?.catch(() => undefined);
    const ticks = await this.ticks?.catch(() => undefined);
    const parts = Promise.all([deliveries?.close(), ticks?.close(), this.queue.close()]);
    const closed = parts.then(() => true);
    const running = () => (deliveries?.running ?? 0) + (ticks?.running ?? 0);
    const leave = new AbortController();
    try {
      while (!(await Promise.race([closed, pause(1000, false, { signal: leave.signal })]))) {
        if (running() > 0) continue;
        const answers = await this.askBackend().then(() => true, () => false);
        if (!answers) break;
      }
    } finally {
      leave.abort();
      await this.backend.close();
    }
  }

  private async askBackend(): Promise<void> {
    const leave = new AbortController();
    const silence = pause(PING_MILLISECONDS, undefined, { signal: leave.signal }).then(() => {
      throw new Error('queue: no answer');
    });
    silence.catch(() => undefined); // its abort is no error
    try {
      await Promise.race([this.backend.ping(), silence]);
    } finally {
      leave.abort();
    }
  }

  private refuseWhenClosed(): void {
    if (this.closing !== undefined) throw new Error('queue: closed');
  }
}
