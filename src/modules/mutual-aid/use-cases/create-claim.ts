import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { CaseParts } from '../../reviews/public/case-parts.js';
import { ClaimContents, type TypedClaim } from '../claim-contents.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';
import type { ClaimRefusal } from '../claims.refusals.js';
import { ClaimsRepository } from '../claims.repository.js';

/** A claim on a card. */
export interface CreateClaimCommand extends TypedClaim {
  readonly cardId: string;
}

/** Opens a claim as a draft on a card of the branch. */
@Injectable()
export class CreateClaim {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly contents: ClaimContents,
    private readonly moves: ClaimMoves,
    private readonly parts: CaseParts,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the claim's id
   * @throws Refused `claim.card_not_found`, `claim.card_void`, `claim.invalid`
   */
  async execute(actor: Actor, command: CreateClaimCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const basis = await this.claims.basisOrThrow(tx, command.cardId);
      if (basis.cardStatus === 'void') throw new Refused<ClaimRefusal>('claim.card_void');
      const id = newId();
      const content = await this.contents.checkedOrThrow(tx, id, basis.personId, command);
      const claimNumber = await this.claims.nextNumber(tx, this.clock.today().slice(0, 4));
      await this.claims.insert(tx, { id, claimNumber }, basis, content);
      await this.parts.take(tx, CLAIM, id, 'registrar', basis.organizationId);
      await this.moves.record(tx, { id, organizationId: basis.organizationId }, { event: 'create', from: null, to: 'draft' });
      return { id };
    });
  }
}
