import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { callableFunctions } from '../../../migrations/table-catalogue.js';
import type { Actor, IdempotencyClaim } from '../../kernel/actor.js';
import { Clock } from '../../kernel/clock.js';
import { Refused } from '../../kernel/refusals.js';
import { beginRepeatable, rememberRefusal, rememberResult } from './idempotency.js';
import { refusalOfConstraint } from './constraints.js';

/** An open transaction in one branch. It is always passed on explicitly. */
export class Tx {
  constructor(
    readonly actor: Actor,
    private readonly runner: QueryRunner,
  ) {}

  /** For entities; statements that work on sets use `rows` and `affected`. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Runs a statement and returns its rows (of SELECT or RETURNING). Values of bigint columns arrive as strings. */
  async rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.runner.query(sql, [...parameters], true)).records as Row[];
  }

  /** Runs a statement and returns its first row, or undefined. */
  async row<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, parameters))[0];
  }

  /** Runs a statement and returns how many rows it touched. */
  async affected(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.runner.query(sql, [...parameters], true)).affected ?? 0;
  }
}

/** What a repeatable command may return: ids and counts, never personal data; it is kept to answer a repetition. */
export type RepeatableResult = Readonly<Record<string, string | number | boolean | null>>;

const RETRIED = new Set(['40001', '40P01']);

/** Opens transactions: in the actor's branch, in the application role, with the audit settings of the act. */
@Injectable()
export class Transactions {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Runs work in one transaction; it commits when the work returns and leaves nothing when it throws.
   * Deadlocks and serialization conflicts are tried again, so the work must not act on anything but the database.
   * @throws Refused from the work, or from a constraint that stands for a refusal
   */
  async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.retried(() => this.once(actor, 'write', work));
  }

  /** Reads in one read-only transaction with one consistent picture of the data. */
  async read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.retried(() => this.once(actor, 'read', work));
  }

  /**
   * Runs a command that a client may send again: with the request's Idempotency-Key the result is kept in the same
   * transaction, and a repetition gets the kept result, or the kept refusal, without running the work.
   * @throws Refused `idempotency.other_body` or `idempotency.still_running`, or what the work refuses
   */
  async runOnce<T extends RepeatableResult>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const claim = actor.idempotency;
    if (!claim || !actor.accountId) return this.run(actor, work);
    try {
      return await this.run(actor, async (tx) => {
        const kept = await beginRepeatable(tx, claim);
        if (kept) return kept as T;
        const result = await work(tx);
        await rememberResult(tx, claim, result);
        return result;
      });
    } catch (error) {
      if (error instanceof Refused) await this.keepRefusal(actor, claim, error);
      throw error;
    }
  }

  /**
   * Calls a named function of the database in a statement of its own: one trip, no branch, so no policy opens a row to it.
   * For what is asked before a branch is known, such as whose session a token is.
   */
  async call<Row>(name: (typeof callableFunctions)[number], parameters: readonly unknown[]): Promise<Row[]> {
    const places = parameters.map((_, index) => `$${index + 1}`).join(', ');
    return this.source.query(`SELECT * FROM ${name}(${places})`, [...parameters]);
  }

  private async keepRefusal(actor: Actor, claim: IdempotencyClaim, refusal: Refused): Promise<void> {
    if (refusal.code.startsWith('idempotency.')) return;
    await this.run(actor, (tx) => rememberRefusal(tx, claim, refusal));
  }

  private async retried<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (!RETRIED.has(code) || tries >= 5) throw refusalOfConstraint(error);
        await new Promise((resolve) => setTimeout(resolve, tries * 20 * Math.random()));
      }
    }
  }

  private async once<T>(actor: Actor, mode: 'read' | 'write', work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction(mode === 'read' ? 'REPEATABLE READ' : 'READ COMMITTED');
      if (mode === 'read') await runner.query('SET TRANSACTION READ ONLY');
      await runner.query(SETTINGS, settingsOf(actor, this.clock));
      const result = await work(new Tx(actor, runner));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

const SETTINGS = `SELECT set_config('bangfu.scope', $1, true), set_config('bangfu.account', $2, true), set_config('bangfu.system_actor', $3, true),
  set_config('bangfu.on_behalf_of', $4, true), set_config('bangfu.request_id', $5, true), set_config('bangfu.reason', $6, true),
  set_config('bangfu.business_time', $7, true)`;

function settingsOf(actor: Actor, clock: Clock): string[] {
  const bySystem = actor.kind === 'system';
  return [
    actor.scope,
    bySystem ? '' : (actor.accountId ?? ''),
    actor.systemName ?? '',
    bySystem ? (actor.accountId ?? '') : '',
    actor.requestId,
    actor.reason ?? '',
    clock.now().toISOString(),
  ];
}
