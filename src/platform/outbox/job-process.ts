import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Transactions } from '../database/transactions.js';
import { assertHarmlessRole } from '../database/prepare.js';
import { JobQueue } from '../queue/job-queue.js';
import { RUNTIME, type Runtime } from '../runtime.js';
import { JobRegistry } from './jobs.js';
import { JobRunner } from './job-runner.js';
import { Relay } from './relay.js';

const RELAY_SWEEP_SECONDS = 2;
const SCHEDULES_AGAIN_MS = 60_000;

/**
 * Starts and stops the work on messages in this process: the relay, the queue's worker and the periodic tasks.
 * At start it refuses a database role that could get round the policies, and a job without exactly one handler.
 */
@Injectable()
export class JobProcess implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('jobs');
  private queue: JobQueue | undefined;
  private relay: Relay | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(DataSource) private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly registry: JobRegistry,
    private readonly runner: JobRunner,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await assertHarmlessRole(this.source);
    this.registry.assertComplete();
    const { environment, connection } = this.runtime;
    const postgres = { applicationUrl: connection.applicationUrl, ownerUrl: connection.ownerUrl };
    this.queue = await JobQueue.open({
      ...(environment.REDIS_URL ? { redisUrl: environment.REDIS_URL, redisPrefix: environment.REDIS_PREFIX } : { postgres }),
      prefix: this.runtime.queueName,
      concurrency: environment.QUEUE_CONCURRENCY,
      lockSeconds: environment.QUEUE_LOCK_SECONDS,
      stalledCheckSeconds: Math.max(1, Math.ceil(environment.QUEUE_LOCK_SECONDS / 2)),
      log: (line, details) => this.log.warn(details ? `${line} ${JSON.stringify(details)}` : line),
    });
    if (!this.runtime.runJobs) return;
    await this.queue.work((job) => this.runner.run(job.id));
    this.relay = new Relay(this.transactions, this.queue, {
      applicationUrl: connection.applicationUrl, sweepSeconds: RELAY_SWEEP_SECONDS, againSeconds: environment.QUEUE_LOCK_SECONDS * 2,
    });
    await this.relay.start();
    await this.schedule();
    this.timer = setInterval(() => void this.schedule(), SCHEDULES_AGAIN_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.relay?.stop();
    await this.queue?.close();
  }

  /** Throws when the queue's server does not answer. */
  async ping(): Promise<void> {
    if (!this.queue) throw new Error('the queue is not open yet');
    await this.queue.ping();
  }

  private async schedule(): Promise<void> {
    const tasks = this.registry.periodicTasks;
    try {
      await this.queue?.schedule(tasks.map(({ name, everySeconds }) => ({ name, everySeconds })), async (name) => {
        await tasks.find((task) => task.name === name)?.run();
      });
    } catch (error) {
      this.log.warn(`periodic tasks could not be registered, tried again in a minute: ${(error as Error).name}`);
    }
  }
}
