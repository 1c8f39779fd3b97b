import { Injectable, Logger } from '@nestjs/common';
import { courier, systemActor } from '../../kernel/system-actors.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions } from '../database/transactions.js';
import { JobRegistry } from './jobs.js';

interface Started {
  id: string;
  job: string;
  payload: object;
  organization_id: string;
  scope: string;
  on_behalf_of: string | null;
  request_id: string;
  attempts: number;
}

/** Does one message: the handler's work and the mark "done" commit together, or neither. */
@Injectable()
export class JobRunner {
  private readonly log = new Logger('jobs');

  constructor(
    private readonly transactions: Transactions,
    private readonly registry: JobRegistry,
  ) {}

  /**
   * Runs the message if it still waits. A failure is kept with the message, which is due again later;
   * after its last attempt it is a dead letter that an administrator sees.
   * @param messageId the outbox row's id
   */
  async run(messageId: string): Promise<void> {
    const message = await this.start(messageId);
    if (!message) return;
    const found = this.registry.find(message.job);
    try {
      if (!found) throw new Error(`no handler for ${message.job}`);
      if (message.attempts > found.job.maximumAttempts) throw new Error('its process ended in the middle of every attempt');
      const actor = systemActor(found.job.actor, {
        organizationId: message.organization_id, scope: message.scope, onBehalfOf: message.on_behalf_of, requestId: message.request_id,
      });
      await this.transactions.run(actor, async (tx) => {
        const mine = await tx.row('SELECT id FROM outbox WHERE id = $1 AND done_at IS NULL AND dead_at IS NULL FOR UPDATE SKIP LOCKED', [messageId]);
        if (!mine) return;
        await found.handle(tx, message.payload);
        await tx.affected('UPDATE outbox SET done_at = now(), last_error = NULL WHERE id = $1', [messageId]);
      });
    } catch (error) {
      await this.fail(message, error, found?.job.maximumAttempts ?? 1);
    }
  }

  /** The attempt is counted before the work, so that a message that kills its process does not do so for ever. */
  private async start(messageId: string): Promise<Started | undefined> {
    return this.transactions.run(courier(messageId), (tx) =>
      tx.row<Started>(
        // A row that is locked is being worked on by somebody else at this moment.
        `UPDATE outbox SET attempts = attempts + 1
         WHERE id = (SELECT id FROM outbox WHERE id = $1 AND done_at IS NULL AND dead_at IS NULL FOR UPDATE SKIP LOCKED)
         RETURNING id, job, payload, organization_id, scope, on_behalf_of, request_id, attempts`, [messageId]));
  }

  private async fail(message: Started, error: unknown, maximumAttempts: number): Promise<void> {
    const reason = describe(error);
    const dead = message.attempts >= maximumAttempts;
    this.log.warn(`${message.job} ${message.id} failed at attempt ${message.attempts}${dead ? ' and is dead' : ''}: ${reason}`);
    await this.transactions.run(courier(message.id), (tx) =>
      tx.affected(
        `UPDATE outbox SET last_error = $2, handed_at = NULL, due_at = now() + make_interval(secs => least(300, power(2, $3::int))),
           dead_at = CASE WHEN $4 THEN now() END
         WHERE id = $1 AND done_at IS NULL`, [message.id, reason, message.attempts, dead]));
  }
}

/** What may be kept of an error: its kind, never its message, which can quote a row. */
function describe(error: unknown): string {
  if (error instanceof Refused) return `refused: ${error.code}`;
  const known = error as { name?: string; code?: string; constraint?: string; message?: string; stack?: string };
  const place = /at (?:async )?([\w.<>]+) /.exec(known.stack ?? '')?.[1] ?? '';
  return [known.name, known.code, known.constraint, place && `in ${place}`].filter(Boolean).join(' ');
}
