import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/system-actors.js';
import type { Actor } from '../../kernel/actor.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import type { RoleGrant } from './rules/branch-access.js';

/** After so many failures an account is shut … */
export const ATTEMPTS_BEFORE_LOCK = 5;
/** … for so many minutes. */
export const LOCK_MINUTES = 15;

/** The account that just signed in. */
export interface SignedInAccount {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly organizationId: string;
  readonly mustChangePassword: boolean;
}

/** Who a token stands for, and everything that decides what they may do. */
export interface FoundSession {
  readonly accountId: string;
  readonly mustChangePassword: boolean;
  /** The account's own organization. */
  readonly organizationId: string;
  readonly organizationPath: string;
  /** Path of the organization asked for; null when none was, or there is no such. */
  readonly askedPath: string | null;
  /** Every role given and not taken away, whatever its dates, in the order of its first day. */
  readonly roles: readonly RoleGrant[];
}

export interface NewSession {
  readonly id: string;
  readonly accountId: string;
  /** The hash that the password was checked against; another one meanwhile opens nothing. */
  readonly verifiedHash: string;
  readonly tokenHash: Buffer;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

/** All SQL of sessions and sign-in attempts, which goes through named functions of the database. */
@Injectable()
export class SessionRepository {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Counts an attempt as a failure before the password is looked at, so that many at once are not more than so many guesses.
   * @param at the wall clock
   * @returns undefined when there is no such account, or it is shut
   */
  async beginAttempt(requestId: string, username: string, at: Date): Promise<{ accountId: string; passwordHash: string } | undefined> {
    return this.transactions.run(doorkeeper(requestId), (tx) => tx.row(
      `SELECT account_id AS "accountId", password_hash AS "passwordHash" FROM auth_begin_attempt($1, $2, $3, make_interval(mins => $4))`,
      [username, at, ATTEMPTS_BEFORE_LOCK, LOCK_MINUTES]));
  }

  /** Opens a session and forgets the failures. @returns undefined when the account was shut or its password changed meanwhile */
  async open(requestId: string, session: NewSession): Promise<SignedInAccount | undefined> {
    return this.transactions.run(doorkeeper(requestId), (tx) => tx.row<SignedInAccount>(
      `SELECT id, username, display_name AS "displayName", organization_id AS "organizationId", must_change_password AS "mustChangePassword"
       FROM auth_open_session($1, $2, $3, $4, $5, $6)`,
      [session.accountId, session.verifiedHash, session.id, session.tokenHash, session.openedAt, session.expiresAt]));
  }

  /**
   * Finds a live session and notes, at most once a minute, that it is in use. One trip to the database.
   * @param idleMinutes a session unused for so long has ended
   */
  async find(tokenHash: Buffer, askedOrganizationId: string | undefined, at: Date, idleMinutes: number): Promise<FoundSession | undefined> {
    const [row] = await this.transactions.call<{
      account_id: string; must_change_password: boolean; organization_id: string; organization_path: string; asked_path: string | null; roles: RoleGrant[];
    }>('auth_session', [tokenHash, askedOrganizationId ?? null, at, `${idleMinutes} minutes`]);
    return row && {
      accountId: row.account_id, mustChangePassword: row.must_change_password, organizationId: row.organization_id,
      organizationPath: row.organization_path, askedPath: row.asked_path, roles: row.roles,
    };
  }

  /** Ends the session of a token. */
  async close(tx: Tx, tokenHash: Buffer, at: Date): Promise<void> {
    await tx.rows('SELECT auth_close_session($1, $2)', [tokenHash, at]);
  }

  /** Ends an account's sessions: of the account that acts, or of one of the branch. @param except a session that stays open */
  async closeAllOf(tx: Tx, accountId: string, at: Date, except?: Buffer): Promise<void> {
    await tx.rows('SELECT auth_close_sessions_of($1, $2, $3)', [accountId, except ?? null, at]);
  }
}

function doorkeeper(requestId: string): Actor {
  return systemActor('doorkeeper', { organizationId: '', scope: '', onBehalfOf: null, requestId });
}
