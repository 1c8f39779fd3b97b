import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { DocumentRecords, type OpenDocument } from '../../../platform/documents/document-records.js';
import { ClaimDocumentsRepository } from '../claim-documents.repository.js';

/** Gives a document's content out; the download is logged in the same transaction. */
@Injectable()
export class OpenClaimDocument {
  constructor(
    private readonly transactions: Transactions,
    private readonly claimDocuments: ClaimDocumentsRepository,
    private readonly documents: DocumentRecords,
  ) {}

  /** @throws Refused `claim.document_not_found`, `document.not_found` */
  async execute(actor: Actor, claimId: string, claimDocumentId: string): Promise<OpenDocument> {
    return this.transactions.run(actor, async (tx) => {
      const { documentId } = await this.claimDocuments.oneOrThrow(tx, claimId, claimDocumentId);
      return this.documents.open(tx, documentId);
    });
  }
}
