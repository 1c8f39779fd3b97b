/** Writes one line about the queue's own state; the details never carry personal data. */
export type QueueLog = (line: string, details?: object) => void;

/**
 * What a queue needs to know. With `redisUrl` the queue works on Redis, otherwise on PostgreSQL,
 * and then `postgres` is demanded.
 */
export interface QueueOptions {
  /** `redis://` or `rediss://` address; its presence chooses the Redis backend. */
  redisUrl?: string;
  /** First part of every Redis key, `bull` unless told. */
  redisPrefix?: string;
  /**
   * `applicationUrl`: the low-privilege role that all queue work runs as.
   * `ownerUrl`: used once for a new `prefix`, to make the one sequence the application role may not make.
   */
  postgres?: { applicationUrl: string; ownerUrl: string };
  /** Name of the queue, without a colon; deployments sharing a server need different ones. */
  prefix: string;
  /** How many jobs one process works on at the same time. */
  concurrency: number;
  /** How long a job stays with a silent worker before it may go to another, in seconds. */
  lockSeconds: number;
  /** How often jobs with silent workers are looked for, in seconds. */
  stalledCheckSeconds: number;
  log: QueueLog;
}
