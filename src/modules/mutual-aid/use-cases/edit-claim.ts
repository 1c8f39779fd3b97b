import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { CaseParts } from '../../reviews/public/case-parts.js';
import { ClaimContents, type TypedClaim } from '../claim-contents.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';
import { ClaimsRepository } from '../claims.repository.js';

/** What is to be replaced; what is absent stays as it is. */
export interface EditClaimCommand extends Partial<TypedClaim> {
  readonly claimId: string;
  /** The version that the caseworker saw. */
  readonly version: number;
}

/** Changes what stands in a draft or returned claim. */
@Injectable()
export class EditClaim {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly contents: ClaimContents,
    private readonly moves: ClaimMoves,
    private readonly parts: CaseParts,
  ) {}

  /** @throws Refused `claim.not_found`, `version.stale`, `claim.wrong_status`, `review.four_eyes`, `claim.invalid` */
  async execute(actor: Actor, command: EditClaimCommand): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lockEditableOrThrow(tx, command.claimId, command.version);
      const { diagnosis, account, contactMobile } = command;
      if (diagnosis === undefined && account === undefined && contactMobile === undefined) return;
      const present = this.contents.opened(claim);
      const content = await this.contents.checkedOrThrow(tx, claim.id, claim.personId, {
        diagnosis: diagnosis ?? present.diagnosis,
        account: account ?? present.account,
        contactMobile: contactMobile === undefined ? present.contactMobile : contactMobile,
      });
      await this.parts.take(tx, CLAIM, claim.id, 'registrar', claim.organizationId);
      await this.claims.saveContent(tx, claim, content);
      await this.moves.record(tx, claim, { event: 'edit', from: claim.status, to: claim.status });
    });
  }
}
