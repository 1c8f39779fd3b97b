import type { IQueueBackend, Job, Queue, Worker } from 'bullmq';

/** Nothing but id and name travels; what the job is about stands in the outbox row. */
type NoData = Record<string, never>;
type AnyQueue = Queue<NoData, void, string, NoData, void, string, IQueueBackend, unknown>;
type AnyWorker = Worker<NoData, void, string, IQueueBackend>;

/** What is used of BullMQ's sending side, whatever backend is under it. */
export type CourierQueue = Pick<
  AnyQueue,
  'addBulk' | 'upsertJobScheduler' | 'removeJobScheduler' | 'waitUntilReady' | 'close'
> &
  NodeJS.EventEmitter;
/** What is used of BullMQ's working side, whatever backend is under it. */
export type CourierWorker = Pick<AnyWorker, 'concurrency' | 'waitUntilReady' | 'close'> &
  NodeJS.EventEmitter;
export type CourierJob = Pick<Job<NoData, void, string>, 'id' | 'name'>;
/** Attaches the listeners that a part must have. */
export type Watch = (part: CourierQueue | CourierWorker) => void;

/** The server behind the queues of one process: PostgreSQL or Redis. */
export interface QueueBackend {
  /** Makes the sending side of the queue `name`; it borrows the backend's connections. */
  openQueue(name: string): CourierQueue;
  /** Makes a running worker of the queue `name`; it borrows the backend's connections. */
  openWorker(
    name: string,
    concurrency: number,
    handle: (job: CourierJob) => Promise<void>,
  ): CourierWorker;
  /** Resolves when the server answers, rejects when it does not. */
  ping(): Promise<void>;
  /** Ends every connection; queues and workers must be closed before. */
  close(): Promise<void>;
}
