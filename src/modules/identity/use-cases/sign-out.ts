import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { hashOfToken } from '../session-token.js';
import { SessionRepository } from '../sessions.repository.js';

/** Ends the session of the request. */
@Injectable()
export class SignOut {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** @param token the session's token; one that has ended stays so */
  async execute(actor: Actor, token: string): Promise<void> {
    await this.transactions.run(actor, (tx) => this.sessions.close(tx, hashOfToken(token), this.clock.realNow()));
  }
}
