import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionClosedError } from 'bullmq';
import pg from 'pg';
import type { RepeatedLines } from './repeated-lines.js';

/** SQLSTATE of BullMQ's own answers ("no such job", "lock lost"): results, not faults. */
const BULLMQ_ANSWER = 'BM001';
const PAUSE_AFTER_FAULT_MILLISECONDS = 250;

/**
 * Tells whether an error means that the server was not there or sent us away: everything that is
 * no answer of PostgreSQL, and its SQLSTATE classes 08 (connection), 53 (resources) and 57 (operator).
 */
function isConnectionLoss(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || /^(08|53|57)/.test(error.code ?? '');
}

/**
 * The pool as BullMQ sees it. BullMQ's worker waits and repeats after the errors that it knows as
 * connection losses, but asks again without any pause after all others, and of PostgreSQL it knows
 * only ECONNREFUSED. So a restarted server would be stormed, and a job finished during the
 * restart would be done again. This wrapper translates connection losses and delays other faults.
 */
export class SteadyPool {
  /** Read by BullMQ: the sockets of this pool detect a silent peer. */
  readonly options = { keepAlive: true };

  /**
   * @param pool the shared pool, owned and ended by the caller
   * @param lines where connection losses are told
   */
  constructor(
    private readonly pool: pg.Pool,
    private readonly lines: RepeatedLines,
  ) {}

  connect(): Promise<pg.PoolClient> {
    return this.steadily(() => this.pool.connect());
  }

  query<R = unknown>(
    text: string,
    params?: readonly unknown[],
  ): Promise<{ rows: R[]; rowCount: number | null }> {
    return this.steadily(async () => {
      const result = await this.pool.query(text, params === undefined ? undefined : [...params]);
      return { rows: result.rows as R[], rowCount: result.rowCount };
    });
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'connect', listener: (client: pg.PoolClient) => void): this;
  on(event: 'error' | 'connect', listener: (value: never) => void): this {
    this.pool.on(event as 'error', listener as (error: Error) => void);
    return this;
  }

  removeAllListeners(event?: string): this {
    this.pool.removeAllListeners(event);
    return this;
  }

  private async steadily<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === BULLMQ_ANSWER) throw error;
      if (isConnectionLoss(error)) {
        const message = error instanceof Error ? error.message : String(error);
        this.lines.say('queue: no connection to PostgreSQL', message);
        throw new ConnectionClosedError(message);
      }
      await pause(PAUSE_AFTER_FAULT_MILLISECONDS);
      throw error;
    }
  }
}
