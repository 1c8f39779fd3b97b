import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { CaseParts } from '../../reviews/public/case-parts.js';
import { ClaimDocumentsRepository } from '../claim-documents.repository.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';
import { ClaimsRepository } from '../claims.repository.js';

/** Which document, of which version of the claim. */
export interface RemoveClaimDocumentCommand {
  readonly claimId: string;
  readonly claimDocumentId: string;
  readonly version: number;
}

/** Takes a document off a draft or returned claim. The file stays in the store, and the claim's history knows of it. */
@Injectable()
export class RemoveClaimDocument {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly claimDocuments: ClaimDocumentsRepository,
    private readonly moves: ClaimMoves,
    private readonly parts: CaseParts,
    private readonly clock: Clock,
  ) {}

  /** @throws Refused `claim.not_found`, `version.stale`, `claim.wrong_status`, `review.four_eyes`, `claim.document_not_found` */
  async execute(actor: Actor, command: RemoveClaimDocumentCommand): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lockEditableOrThrow(tx, command.claimId, command.version);
      await this.parts.take(tx, CLAIM, claim.id, 'registrar', claim.organizationId);
      await this.claimDocuments.remove(tx, claim.id, command.claimDocumentId, this.clock.today());
      await this.claims.raiseVersion(tx, claim.id);
      await this.moves.record(tx, claim, { event: 'remove_document', from: claim.status, to: claim.status });
    });
  }
}
