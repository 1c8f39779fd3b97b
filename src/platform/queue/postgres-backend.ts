import {
  assertSchemaCompatibility,
  PostgresConnection,
  PostgresQueueBackend,
  Queue,
  Worker,
  type BackendFactory,
} from 'bullmq';
import pg from 'pg';
import { queueSettings, workerSettings } from './courier-settings.js';
import { prepareQueueName } from './queue-schema.js';
import type { CourierJob, CourierQueue, CourierWorker, QueueBackend } from './queue-backend.js';
import type { QueueOptions } from './queue-options.js';
import { RepeatedLines } from './repeated-lines.js';
import { SteadyPool } from './steady-pool.js';

/**
 * Two LISTEN connections (jobs and ticks) are held for good; the other six serve all statements.
 * More would not help: a statement takes about a millisecond.
 */
const MOST_CONNECTIONS = 8;

/**
 * BullMQ's tables swing between empty and full, so the planner's statistics are always wrong:
 * without sorts and scans it has to take the index made for each statement. The price PostgreSQL
 * puts on a forbidden step it can not avoid would set off the JIT compiler, a hundred times slower
 * than the statement itself, so that is off too.
 */
const SESSION_OPTIONS = [
  'search_path=bullmq',
  'enable_sort=off',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

const LONGEST_WAIT_SECONDS = 10;

/** Looks at the queue at least every ten seconds, where BullMQ would trust a notice for an hour. */
class CourierPostgresBackend extends PostgresQueueBackend {
  override get maximumBlockTimeout(): number {
    return LONGEST_WAIT_SECONDS;
  }
}

const createBackend: BackendFactory<CourierPostgresBackend, SteadyPool> = (name, options, kind) =>
  new CourierPostgresBackend(
    new PostgresConnection(options.connection),
    name,
    options,
    true,
    kind?.withBlockingConnection ? name : undefined,
  );

/** Queues on PostgreSQL: one pool shared by every queue and worker of this process. */
export class PostgresBackend implements QueueBackend {
  private constructor(
    private readonly options: QueueOptions,
    private readonly pool: pg.Pool,
    private readonly connection: SteadyPool,
  ) {}

  /**
   * Connects as the application role.
   *
   * @throws when the server does not answer or `prepareQueueSchema` never ran on it
   */
  static async open(
    options: QueueOptions,
    addresses: { applicationUrl: string; ownerUrl: string },
  ): Promise<PostgresBackend> {
    const lines = new RepeatedLines(options.log);
    const pool = new pg.Pool({
      connectionString: addresses.applicationUrl,
      options: SESSION_OPTIONS,
      max: MOST_CONNECTIONS,
      application_name: options.prefix,
      connectionTimeoutMillis: 10_000,
      query_timeout: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    const tell = (error: Error) => lines.say('queue: a PostgreSQL connection broke', error.message);
    pool.on('error', tell);
    // A client that breaks while it is lent out would otherwise end the process.
    pool.on('connect', (client) => client.on('error', tell));
    try {
      await assertSchemaCompatibility(pool);
      await prepareQueueName(pool, addresses.ownerUrl, options.prefix);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return new PostgresBackend(options, pool, new SteadyPool(pool, lines));
  }

  openQueue(name: string): CourierQueue {
    return new Queue(name, { connection: this.connection, ...queueSettings }, createBackend);
  }

  openWorker(
    name: string,
    concurrency: number,
    handle: (job: CourierJob) => Promise<void>,
  ): CourierWorker {
    const settings = workerSettings(this.options, concurrency);
    return new Worker(name, handle, { connection: this.connection, ...settings }, createBackend);
  }

  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
