import { createRedisBackend, Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { queueSettings, workerSettings } from './courier-settings.js';
import type { CourierJob, CourierQueue, CourierWorker, QueueBackend } from './queue-backend.js';
import type { QueueOptions } from './queue-options.js';
import { RepeatedLines } from './repeated-lines.js';

const LONGEST_PAUSE_MILLISECONDS = 2000;

/** Queues on Redis: one connection to send, one to work, and one to wait for each worker. */
export class RedisBackend implements QueueBackend {
  private constructor(
    private readonly options: QueueOptions,
    private readonly sender: Redis,
    private readonly worker: Redis,
  ) {}

  /** Connects; throws when the server does not answer. */
  static async open(options: QueueOptions, url: string): Promise<RedisBackend> {
    const lines = new RepeatedLines(options.log);
    const connect = (settings: RedisOptions): Redis => {
      const redis = new Redis(url, {
        lazyConnect: true,
        connectionName: options.prefix,
        connectTimeout: 10_000,
        retryStrategy: (attempt) => Math.min(attempt * 200, LONGEST_PAUSE_MILLISECONDS),
        ...settings,
      });
      redis.on('error', (error) => lines.say('queue: no connection to Redis', error.message));
      return redis;
    };
    // A sender must hear of an outage soon; a worker waits for its end, however long it takes.
    const sender = connect({ maxRetriesPerRequest: 1, commandTimeout: 20_000 });
    const worker = connect({ maxRetriesPerRequest: null });
    try {
      await Promise.all([sender.connect(), worker.connect()]);
    } catch (error) {
      sender.disconnect();
      worker.disconnect();
      throw error;
    }
    return new RedisBackend(options, sender, worker);
  }

  openQueue(name: string): CourierQueue {
    const settings = { connection: this.sender, ...this.prefix(), ...queueSettings };
    return new Queue(name, settings, createRedisBackend);
  }

  openWorker(
    name: string,
    concurrency: number,
    handle: (job: CourierJob) => Promise<void>,
  ): CourierWorker {
    const settings = workerSettings(this.options, concurrency);
    return new Worker(
      name,
      handle,
      { connection: this.worker, ...this.prefix(), ...settings },
      createRedisBackend,
    );
  }

  async ping(): Promise<void> {
    await this.sender.ping();
  }

  async close(): Promise<void> {
    this.sender.disconnect();
    this.worker.disconnect();
  }

  private prefix(): { prefix?: string } {
    return this.options.redisPrefix === undefined ? {} : { prefix: this.options.redisPrefix };
  }
}
