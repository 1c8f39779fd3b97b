import { Logger } from '@nestjs/common';
import pg from 'pg';
import { courier } from '../../kernel/system-actors.js';
import type { Transactions } from '../database/transactions.js';
import type { JobQueue } from '../queue/job-queue.js';

const BATCH = 500;

/** How the relay works; times in seconds. */
export interface RelayOptions {
  /** Where to listen for new messages. */
  readonly applicationUrl: string;
  /** How often what is due is looked for, beside being told. */
  readonly sweepSeconds: number;
  /** After how long a message that was handed over and is not done is handed over again. */
  readonly againSeconds: number;
}

/**
 * Hands waiting messages to the queue: at once when told of a new one, and in a sweep for whatever is past due.
 * Handing over twice is harmless, because the row's id is the job's id and a done row is not done again.
 */
export class Relay {
  private readonly log = new Logger('relay');
  private listener: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly queue: Pick<JobQueue, 'handOver'>,
    private readonly options: RelayOptions,
  ) {}

  /** Hands over all that is not done, whoever handed it over before, and goes on listening. */
  async start(): Promise<void> {
    await this.forgetHandOvers();
    await this.listen();
    await this.handOver(this.options.againSeconds);
    this.timer = setInterval(() => this.wake(), this.options.sweepSeconds * 1000);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.listener?.removeAllListeners('end');
    await this.listener?.end().catch(() => undefined);
    await this.running;
  }

  /** Looks for messages soon; several calls become one look. */
  private wake(): void {
    this.wanted = true;
    if (this.running || this.stopped) return;
    this.running = this.drain().finally(() => {
      this.running = undefined;
      if (this.wanted) this.wake(); // asked for between the last look and here
    });
  }

  private async drain(): Promise<void> {
    while (this.wanted && !this.stopped) {
      this.wanted = false;
      try {
        if (!this.listener) await this.listen();
        await this.handOver(this.options.againSeconds);
      } catch (error) {
        this.log.warn(`messages wait: ${(error as Error).name} ${(error as { code?: string }).code ?? ''}`);
      }
    }
  }

  private async handOver(againSeconds: number): Promise<void> {
    for (;;) {
      const due = await this.take(againSeconds);
      if (due.length === 0) return;
      try {
        await this.queue.handOver(due.map((row) => ({ id: row.id, name: row.job })));
      } catch (error) {
        await this.giveBack(due.map((row) => row.id));
        throw error;
      }
      if (due.length < BATCH) return;
    }
  }

  /**
   * Marks messages as handed over and commits that before the queue hears of them: a worker may be quicker than this
   * process, and passes over a row that is locked. Rows that somebody works on, or another relay takes, are left alone.
   */
  private take(againSeconds: number): Promise<{ id: string; job: string }[]> {
    return this.transactions.run(courier('relay'), (tx) =>
      tx.rows<{ id: string; job: string }>(
        `UPDATE outbox SET handed_at = clock_timestamp() WHERE id IN (
           SELECT id FROM outbox
           WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= now()
             AND (handed_at IS NULL OR handed_at <= now() - make_interval(secs => $1))
           ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         RETURNING id, job`, [againSeconds]));
  }

  /** What was handed over before this start may have died with the process that had it. */
  private async forgetHandOvers(): Promise<void> {
    await this.transactions.run(courier('relay'), (tx) =>
      tx.affected(`UPDATE outbox SET handed_at = NULL WHERE id IN (
        SELECT id FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND handed_at IS NOT NULL FOR UPDATE SKIP LOCKED)`));
  }

  private async giveBack(ids: readonly string[]): Promise<void> {
    await this.transactions.run(courier('relay'), (tx) =>
      tx.affected('UPDATE outbox SET handed_at = NULL WHERE id = ANY ($1) AND done_at IS NULL', [ids]));
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.applicationUrl, application_name: 'bangfu-relay', keepAlive: true });
    const lost = () => {
      if (this.listener === client) this.listener = undefined; // the next sweep listens again
    };
    client.on('error', lost);
    client.on('end', lost);
    await client.connect();
    client.on('notification', () => this.wake());
    await client.query('LISTEN bangfu_outbox');
    this.listener = client;
  }
}
