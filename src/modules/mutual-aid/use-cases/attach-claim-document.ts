import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { detectContentTypeOrThrow } from '../../../platform/documents/content-type.js';
import { DocumentRecords } from '../../../platform/documents/document-records.js';
import type { Upload } from '../../../platform/documents/upload-form.js';
import { CaseParts } from '../../reviews/public/case-parts.js';
import { ClaimDocumentsRepository } from '../claim-documents.repository.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';
import { ClaimsRepository } from '../claims.repository.js';
import type { ClaimDocumentKind } from '../rules/claim-documents.js';

/** An uploaded file for a claim. */
export interface AttachClaimDocumentCommand {
  readonly claimId: string;
  readonly kind: ClaimDocumentKind;
  readonly file: Upload['file'];
}

/** Hangs an uploaded file on a draft or returned claim. */
@Injectable()
export class AttachClaimDocument {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly claimDocuments: ClaimDocumentsRepository,
    private readonly documents: DocumentRecords,
    private readonly moves: ClaimMoves,
    private readonly parts: CaseParts,
  ) {}

  /**
   * @returns the id under which the claim knows the document
   * @throws Refused `claim.not_found`, `claim.wrong_status`, `document.type_not_allowed`, `claim.document_repeated`,
   * `claim.too_many_documents`, `review.four_eyes`
   */
  async execute(actor: Actor, { claimId, kind, file }: AttachClaimDocumentCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const claim = await this.claims.lockEditableOrThrow(tx, claimId);
      const contentType = detectContentTypeOrThrow(file);
      await this.claimDocuments.assertRoomFor(tx, claim.id, kind, file.contentHash);
      await this.parts.take(tx, CLAIM, claim.id, 'registrar', claim.organizationId);
      const documentId = await this.documents.record(tx, { storeResult: file, fileName: file.fileName, contentType }, claim);
      const id = await this.claimDocuments.add(tx, claim, { documentId, kind, contentHash: file.contentHash });
      await this.claims.raiseVersion(tx, claim.id);
      await this.moves.record(tx, claim, { event: 'add_document', from: claim.status, to: claim.status }, { reasonCode: kind });
      return { id };
    });
  }
}
