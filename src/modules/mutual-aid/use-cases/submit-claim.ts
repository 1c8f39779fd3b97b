import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { CaseParts } from '../../reviews/public/case-parts.js';
import { ClaimMoves, type MoveChanges } from '../claim-moves.js';
import { CLAIM, type ClaimRecord } from '../claim-record.js';
import { ClaimSecrets } from '../claim-secrets.js';
import type { ClaimRefusal } from '../claims.refusals.js';
import { ClaimsRepository } from '../claims.repository.js';
import { screenClaimJob } from '../jobs/screen-claim.job.js';

/** Hands a claim in. */
export interface SubmitClaimCommand {
  readonly claimId: string;
  /** The version that the caseworker saw. */
  readonly version: number;
  /** Why a finding of screening does not hold; only for a claim that screening has returned. */
  readonly contestedReason?: string;
}

/** Hands a claim in, for the first time, again, or contested. Screening follows the commit. */
@Injectable()
export class SubmitClaim {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly moves: ClaimMoves,
    private readonly secrets: ClaimSecrets,
    private readonly parts: CaseParts,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the claim's id
   * @throws Refused `claim.not_found`, `version.stale`, `claim.wrong_status`, `claim.nothing_to_contest`, `review.four_eyes`
   */
  async execute(actor: Actor, command: SubmitClaimCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const claim = await this.claims.lockEditableOrThrow(tx, command.claimId, command.version);
      await this.parts.take(tx, CLAIM, claim.id, 'registrar', claim.organizationId);
      const { contestedReason } = command;
      if (contestedReason !== undefined && !claim.returnedByScreening) throw new Refused<ClaimRefusal>('claim.nothing_to_contest');
      await this.moves.make(tx, claim, verbOf(claim, contestedReason), this.changesOf(claim, contestedReason), { note: contestedReason ?? null });
      await this.outbox.add(tx, screenClaimJob, { claimId: claim.id, submission: await this.moves.submissions(tx, claim.id) });
      return { id: claim.id };
    });
  }

  /** The deadline counts to the first submission. What was contested once stays contested when the claim comes back for another cause. */
  private changesOf(claim: ClaimRecord, contestedReason: string | undefined): MoveChanges {
    return {
      ...(claim.submittedOn === null ? { submittedOn: this.clock.today() } : {}),
      ...(contestedReason === undefined ? {} : { contestedReason: this.secrets.seal('claims', 'contested_reason', claim.id, contestedReason) }),
    };
  }
}

function verbOf(claim: ClaimRecord, contestedReason: string | undefined): 'submit' | 'resubmit' | 'contest' {
  if (claim.status === 'draft') return 'submit';
  return contestedReason === undefined ? 'resubmit' : 'contest';
}
