import { errorName } from './error-name.js';
import type { CourierQueue, CourierWorker, QueueBackend, Watch } from './queue-backend.js';
import type { QueueLog, QueueOptions } from './queue-options.js';

/** Something to be done again and again. */
export interface Schedule {
  name: string;
  everySeconds: number;
}

type OnTick = (name: string) => Promise<void>;

/**
 * The clockwork of a deployment: a queue of its own, so that a tick never stands behind a
 * thousand jobs. Each tick runs in one of the processes that registered.
 */
export class Ticks {
  private readonly queue: CourierQueue;
  private readonly worker: CourierWorker;
  private readonly log: QueueLog;
  private readonly runningNames = new Set<string>();
  private names: ReadonlySet<string>;

  private constructor(
    backend: QueueBackend,
    { prefix, log }: QueueOptions,
    watch: Watch,
    schedules: readonly Schedule[],
    private onTick: OnTick,
  ) {
    const queueName = `${prefix}-ticks`;
    this.log = log;
    this.names = new Set(schedules.map(({ name }) => name));
    this.queue = backend.openQueue(queueName);
    this.worker = backend.openWorker(queueName, 1, (job) => this.run(job.name));
    watch(this.queue);
    watch(this.worker);
  }

  /** Starts to take part in the ticks of these schedules; throws when the backend is unreachable. */
  static async open(
    backend: QueueBackend,
    options: QueueOptions,
    watch: Watch,
    schedules: readonly Schedule[],
    onTick: OnTick,
  ): Promise<Ticks> {
    const ticks = new Ticks(backend, options, watch, schedules, onTick);
    try {
      await Promise.all([ticks.queue.waitUntilReady(), ticks.worker.waitUntilReady()]);
    } catch (error) {
      await ticks.close();
      throw error;
    }
    return ticks;
  }

  /** Registers the schedules; one that is known with the same interval keeps its next due time. */
  async register(schedules: readonly Schedule[], onTick: OnTick): Promise<void> {
    this.names = new Set(schedules.map(({ name }) => name));
    this.onTick = onTick;
    this.worker.concurrency = Math.max(1, schedules.length);
    for (const { name, everySeconds } of schedules) {
      await this.queue.upsertJobScheduler(name, { every: everySeconds * 1000 }, { name });
    }
  }

  /** How many ticks run now. */
  get running(): number {
    return this.runningNames.size;
  }

  /** Waits for the running ticks. */
  async close(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
  }

  private async run(name: string): Promise<void> {
    if (!this.names.has(name)) {
      // Left by an older version; a newer one beside us registers its own again within a minute.
      this.log('queue: dropped a schedule that is not registered here', { name });
      await this.queue.removeJobScheduler(name);
      return;
    }
    if (this.runningNames.has(name)) return;
    this.runningNames.add(name);
    try {
      await this.onTick(name);
    } catch (error) {
      this.log('queue: a tick failed', { name, error: errorName(error) });
    } finally {
      this.runningNames.delete(name);
    }
  }
}
