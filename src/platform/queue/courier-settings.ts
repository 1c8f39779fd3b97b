import type { QueueOptions } from './queue-options.js';

/** Attempts are counted in the outbox, so BullMQ tries once and forgets. */
const JOB_SETTINGS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** Largest value of BullMQ's integer column: a stalled job always goes back to waiting. */
const NEVER_TOO_OFTEN = 2_147_483_647;

/** Events kept by BullMQ for listeners; nobody listens. */
const KEPT_EVENTS = 100;

/** Settings of the sending side, the same on both backends. */
export const queueSettings = {
  defaultJobOptions: JOB_SETTINGS,
  streams: { events: { maxLen: KEPT_EVENTS } },
} as const;

/** Settings of the working side, the same on both backends. */
export function workerSettings(options: QueueOptions, concurrency: number) {
  return {
    concurrency,
    lockDuration: options.lockSeconds * 1000,
    stalledInterval: options.stalledCheckSeconds * 1000,
    maxStalledCount: NEVER_TOO_OFTEN,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    runRetryDelay: 1000,
  };
}
