import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { ReviewTasks } from '../../reviews/public/review-tasks.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';
import { ClaimsRepository } from '../claims.repository.js';

/** Takes a claim back before it is approved, at the holder's wish. */
@Injectable()
export class WithdrawClaim {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly moves: ClaimMoves,
    private readonly tasks: ReviewTasks,
  ) {}

  /**
   * @param reason why, in words; sealed
   * @returns the claim's id
   * @throws Refused `claim.not_found`, `claim.wrong_status`
   */
  async execute(actor: Actor, claimId: string, reason: string): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      await this.tasks.cancelTasks(tx, CLAIM, claimId);
      const claim = await this.claims.lockOrThrow(tx, claimId);
      await this.moves.make(tx, claim, 'withdraw', {}, { note: reason });
      // Screening may have opened a task while this waited for the claim; a clash with its reviewer is tried again.
      await this.tasks.cancelTasks(tx, CLAIM, claimId);
      return { id: claim.id };
    });
  }
}
