import { errorName } from './error-name.js';
import type { CourierJob, CourierWorker, QueueBackend, Watch } from './queue-backend.js';
import type { QueueLog, QueueOptions } from './queue-options.js';

/** What a job is to the caller: an outbox row. */
export interface Delivery {
  id: string;
  name: string;
}

/** The working side of the queue: takes jobs and calls the handler. */
export class Deliveries {
  private readonly worker: CourierWorker;
  private runningCount = 0;

  private constructor(
    backend: QueueBackend,
    { prefix, concurrency, log }: QueueOptions,
    watch: Watch,
    handle: (delivery: Delivery) => Promise<void>,
  ) {
    this.worker = backend.openWorker(prefix, concurrency, (job) => this.run(job, handle, log));
    watch(this.worker);
    this.worker.on('stalled', (id: string) => log('queue: took a job from a silent worker', { id }));
  }

  /** Starts working; throws when the backend is unreachable. */
  static async open(
    backend: QueueBackend,
    options: QueueOptions,
    watch: Watch,
    handle: (delivery: Delivery) => Promise<void>,
  ): Promise<Deliveries> {
    const deliveries = new Deliveries(backend, options, watch, handle);
    try {
      await deliveries.worker.waitUntilReady();
    } catch (error) {
      await deliveries.close();
      throw error;
    }
    return deliveries;
  }

  /** How many handlers run now. */
  get running(): number {
    return this.runningCount;
  }

  /** Waits for the running handlers. */
  close(): Promise<void> {
    return this.worker.close();
  }

  /** Never throws: a failure is the outbox's affair, and BullMQ forgets the job either way. */
  private async run(
    { id, name }: CourierJob,
    handle: (delivery: Delivery) => Promise<void>,
    log: QueueLog,
  ): Promise<void> {
    if (id === undefined) return;
    this.runningCount += 1;
    try {
      await handle({ id, name });
    } catch (error) {
      log('queue: a job failed', { id, name, error: errorName(error) });
    } finally {
      this.runningCount -= 1;
    }
  }
}
