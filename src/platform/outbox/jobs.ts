import { Injectable } from '@nestjs/common';
import type { SystemActorName } from '../../kernel/system-actors.js';
import type { Tx } from '../database/transactions.js';

/** A kind of message: what must follow a commit. The payload holds ids only. */
export interface Job<Payload extends object> {
  readonly name: string;
  readonly actor: SystemActorName;
  /** How often it is started before it becomes a dead letter. */
  readonly maximumAttempts: number;
  /** Only for the type of the payload. */
  readonly payload?: Payload;
}

/** What is done every so often, in one process of the deployment. It must be safe to do twice. */
export interface PeriodicTask {
  readonly name: string;
  readonly everySeconds: number;
  run(): Promise<void>;
}

type Handle = (tx: Tx, payload: never) => Promise<void>;

const catalogue = new Map<string, Job<object>>();

/**
 * Declares a job. A job is delivered at least once, so its handler must leave the same state when it runs twice.
 * @throws Error when the name is taken
 */
export function defineJob<Payload extends object>(name: string, actor: SystemActorName, maximumAttempts = 20): Job<Payload> {
  if (catalogue.has(name)) throw new Error(`Job ${name} is declared twice`);
  const job: Job<Payload> = { name, actor, maximumAttempts };
  catalogue.set(name, job);
  return job;
}

/** Which handler does which job, and what is done periodically; modules join it at start-up. */
@Injectable()
export class JobRegistry {
  private readonly handlers = new Map<string, Handle>();
  private readonly tasks: PeriodicTask[] = [];

  /** Joins the handler of a job. It runs in the transaction that marks the message as done. */
  register<Payload extends object>(job: Job<Payload>, handle: (tx: Tx, payload: Payload) => Promise<void>): void {
    if (this.handlers.has(job.name)) throw new Error(`Job ${job.name} has two handlers`);
    this.handlers.set(job.name, handle as Handle);
  }

  /** Joins a periodic task. */
  registerPeriodic(task: PeriodicTask): void {
    if (this.tasks.some((t) => t.name === task.name)) throw new Error(`Periodic task ${task.name} is registered twice`);
    this.tasks.push(task);
  }

  get periodicTasks(): readonly PeriodicTask[] {
    return this.tasks;
  }

  /** The declared job with its handler. */
  find(name: string): { job: Job<object>; handle: (tx: Tx, payload: object) => Promise<void> } | undefined {
    const job = catalogue.get(name);
    const handle = this.handlers.get(name);
    return job && handle ? { job, handle: handle as (tx: Tx, payload: object) => Promise<void> } : undefined;
  }

  /** @throws Error naming every declared job without a handler; called once at start-up */
  assertComplete(): void {
    const orphans = [...catalogue.keys()].filter((name) => !this.handlers.has(name));
    if (orphans.length > 0) throw new Error(`No handler for the jobs: ${orphans.join(', ')}`);
  }
}
