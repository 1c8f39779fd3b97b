import { Injectable } from '@nestjs/common';
import { Environment } from '../../../config/env.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { Passwords } from '../passwords.js';
import { hashOfToken, newSessionToken } from '../session-token.js';
import { SessionRepository, type SignedInAccount } from '../sessions.repository.js';

const HOUR_MS = 3_600_000;

export interface OpenedSession {
  /** Shown once; only its hash is kept. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly account: SignedInAccount;
}

/** Opens a session for a username and a password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly passwords: Passwords,
    private readonly environment: Environment,
    private readonly clock: Clock,
  ) {}

  /**
   * The attempt is counted first, so that guesses made at once are all counted; the right password clears the count.
   * @throws Refused `sessions.wrong_credentials`, the same whatever was wrong: name, password, a shut or a disabled account
   */
  async execute(requestId: string, command: { readonly username: string; readonly password: string }): Promise<OpenedSession> {
    const now = this.clock.realNow();
    const attempt = await this.sessions.beginAttempt(requestId, command.username.toLowerCase(), now);
    const right = await this.passwords.matches(attempt?.passwordHash, command.password);
    if (!attempt || !right) throw new Refused('sessions.wrong_credentials');
    const token = newSessionToken();
    const expiresAt = new Date(now.getTime() + this.environment.SESSION_HOURS * HOUR_MS);
    const account = await this.sessions.open(requestId, {
      id: newId(), accountId: attempt.accountId, verifiedHash: attempt.passwordHash, tokenHash: hashOfToken(token), openedAt: now, expiresAt,
    });
    if (!account) throw new Refused('sessions.wrong_credentials');
    return { token, expiresAt, account };
  }
}
