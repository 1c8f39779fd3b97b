import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { ClaimRecord } from './claim-record.js';
import { ClaimSecrets } from './claim-secrets.js';
import './claims.refusals.js';
import type { ClaimRefusal } from './claims.refusals.js';
import { claimMove, statusesAllowing, submissionVerbs, type ClaimStatus, type ClaimVerb } from './rules/claim-status.js';

/** What may be written together with a move. */
export interface MoveChanges {
  readonly submittedOn?: string;
  readonly approvedOn?: string;
  readonly paidOn?: string;
  readonly benefitFen?: bigint;
  readonly contestedReason?: Buffer;
  readonly returnedByScreening?: boolean;
  readonly illnessMatch?: Buffer;
}

/** Why somebody made a move: a code that can be counted, and words, which are sealed. */
export interface MoveReason {
  readonly reasonCode?: string | null;
  readonly note?: string | null;
}

const changeColumns: Record<keyof MoveChanges, string> = {
  submittedOn: 'submitted_on', approvedOn: 'approved_on', paidOn: 'paid_on', benefitFen: 'benefit_fen', contestedReason: 'contested_reason',
  returnedByScreening: 'returned_by_screening', illnessMatch: 'illness_match',
};

/** The one writer of a claim's status. Every move leaves a row of the claim's history. */
@Injectable()
export class ClaimMoves {
  constructor(
    private readonly secrets: ClaimSecrets,
    private readonly clock: Clock,
  ) {}

  /** Moves a locked claim. @throws Refused `claim.wrong_status`, or `claim.already_awarded` from the index of once-only benefits */
  async make(tx: Tx, claim: ClaimRecord, verb: ClaimVerb, changes: MoveChanges = {}, reason: MoveReason = {}): Promise<void> {
    const move = claimMove(claim.status, verb);
    if (!move) throw new Refused<ClaimRefusal>('claim.wrong_status', { status: claim.status });
    const given = Object.entries(changes) as [keyof MoveChanges, unknown][];
    const assignments = given.map(([name], index) => `, ${changeColumns[name]} = $${index + 4}`).join('');
    const touched = await tx.affected(
      `UPDATE claims SET status = $3, version = version + 1${assignments} WHERE id = $1 AND status = $2`,
      [claim.id, move.from, move.to, ...given.map(([, value]) => value)]);
    if (touched !== 1) throw new Refused<ClaimRefusal>('claim.wrong_status', { status: claim.status });
    await this.record(tx, claim, { event: verb, from: move.from, to: move.to }, reason);
  }

  /**
   * Moves a set of claims, all or none, in one statement.
   * @throws Refused `claim.wrong_status` when one of them does not allow the verb
   */
  async makeAll(tx: Tx, claimIds: readonly string[], verb: ClaimVerb, paidOn: string | null = null): Promise<void> {
    const from = statusesAllowing(verb);
    const [to] = new Set(from.map((status) => claimMove(status, verb)?.to));
    const { accountId, systemName } = tx.actor;
    const moved = await tx.affected(
      `WITH before AS MATERIALIZED (
         SELECT id, status FROM claims WHERE id = ANY ($1::uuid[]) AND status = ANY ($3) ORDER BY id FOR UPDATE
       ), moved AS (
         UPDATE claims c SET status = $4, version = c.version + 1, paid_on = coalesce($5::date, c.paid_on)
         FROM before b WHERE c.id = b.id RETURNING c.id, c.organization_id, b.status AS from_status
       )
       INSERT INTO claim_events (id, claim_id, organization_id, event, from_status, to_status, account_id, system_actor, business_time)
       SELECT e.id, m.id, m.organization_id, $6, m.from_status, $4, $7, $8, $9
       FROM moved m JOIN unnest($1::uuid[], $2::uuid[]) AS e(claim_id, id) ON e.claim_id = m.id`,
      [claimIds, claimIds.map(() => newId()), from, to, paidOn, verb, accountId, systemName, this.clock.now()]);
    if (moved !== claimIds.length) throw new Refused<ClaimRefusal>('claim.wrong_status', { status: from.join(', ') });
  }

  /** Writes a row of history; also for changes that leave the status as it is. */
  async record(
    tx: Tx, claim: Pick<ClaimRecord, 'id' | 'organizationId'>,
    event: { readonly event: string; readonly from: ClaimStatus | null; readonly to: ClaimStatus }, reason: MoveReason = {},
  ): Promise<void> {
    const id = newId();
    const { accountId, systemName } = tx.actor;
    await tx.affected(
      `INSERT INTO claim_events (id, claim_id, organization_id, event, from_status, to_status, account_id, system_actor, reason_code, note, business_time)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, claim.id, claim.organizationId, event.event, event.from, event.to, accountId, systemName, reason.reasonCode ?? null,
        this.secrets.sealOptional('claim_events', 'note', id, reason.note ?? null), this.clock.now()]);
  }

  /** How often the claim has been handed in; each time has its own screening. */
  async submissions(tx: Tx, claimId: string): Promise<number> {
    const row = await tx.row<{ count: number }>(
      'SELECT count(*)::integer AS count FROM claim_events WHERE claim_id = $1 AND event = ANY ($2)', [claimId, submissionVerbs]);
    return row?.count ?? 0;
  }

  /** The account that last did one of these, or null. */
  async lastToDo(tx: Tx, claimId: string, verbs: readonly ClaimVerb[]): Promise<string | null> {
    const row = await tx.row<{ accountId: string }>(
      `SELECT account_id AS "accountId" FROM claim_events WHERE claim_id = $1 AND event = ANY ($2) ORDER BY real_time DESC, id DESC LIMIT 1`,
      [claimId, verbs]);
    return row?.accountId ?? null;
  }
}
