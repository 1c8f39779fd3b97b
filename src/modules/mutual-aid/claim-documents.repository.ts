import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { ClaimRecord } from './claim-record.js';
import type { ClaimRefusal } from './claims.refusals.js';
import { MAXIMUM_DOCUMENTS, type ClaimDocumentKind } from './rules/claim-documents.js';

/** A document as it hangs on a claim. */
export interface ClaimDocument {
  readonly id: string;
  readonly documentId: string;
  readonly kind: ClaimDocumentKind;
}

/** Which documents hang on a claim. They are removed by a date; nothing is deleted. The claim is locked by the caller. */
@Injectable()
export class ClaimDocumentsRepository {
  /**
   * Refuses what may not be added, before the document is recorded.
   * @throws Refused `claim.document_repeated`, `claim.too_many_documents`
   */
  async assertRoomFor(tx: Tx, claimId: string, kind: ClaimDocumentKind, contentHash: Buffer): Promise<void> {
    const row = await tx.row<{ held: number; repeated: boolean }>(
      `SELECT count(*)::integer AS held, coalesce(bool_or(kind = $2 AND content_hash = $3), false) AS repeated
       FROM claim_documents WHERE claim_id = $1 AND removed_on IS NULL`, [claimId, kind, contentHash]);
    if (row?.repeated) throw new Refused<ClaimRefusal>('claim.document_repeated');
    if ((row?.held ?? 0) >= MAXIMUM_DOCUMENTS) throw new Refused<ClaimRefusal>('claim.too_many_documents', { maximum: MAXIMUM_DOCUMENTS });
  }

  /** Hangs a recorded document on a claim. @returns the id under which the claim knows it */
  async add(tx: Tx, claim: ClaimRecord, document: { documentId: string; kind: ClaimDocumentKind; contentHash: Buffer }): Promise<string> {
    const id = newId();
    await tx.affected(
      'INSERT INTO claim_documents (id, claim_id, document_id, organization_path, kind, content_hash) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, claim.id, document.documentId, claim.organizationPath, document.kind, document.contentHash]);
    return id;
  }

  /** @param removedOn business date, `YYYY-MM-DD` @throws Refused `claim.document_not_found` */
  async remove(tx: Tx, claimId: string, claimDocumentId: string, removedOn: string): Promise<void> {
    const touched = await tx.affected(
      'UPDATE claim_documents SET removed_on = $3 WHERE id = $2 AND claim_id = $1 AND removed_on IS NULL', [claimId, claimDocumentId, removedOn]);
    if (touched !== 1) throw new Refused<ClaimRefusal>('claim.document_not_found');
  }

  /** The documents that were not removed, in the order in which they came. */
  async of(tx: Tx, claimId: string): Promise<ClaimDocument[]> {
    return tx.rows<ClaimDocument>(
      'SELECT id, document_id AS "documentId", kind FROM claim_documents WHERE claim_id = $1 AND removed_on IS NULL ORDER BY id', [claimId]);
  }

  /** One document, also a removed one, because a reviewer may have seen it. @throws Refused `claim.document_not_found` */
  async oneOrThrow(tx: Tx, claimId: string, claimDocumentId: string): Promise<ClaimDocument> {
    const document = await tx.row<ClaimDocument>(
      'SELECT id, document_id AS "documentId", kind FROM claim_documents WHERE claim_id = $1 AND id = $2', [claimId, claimDocumentId]);
    if (!document) throw new Refused<ClaimRefusal>('claim.document_not_found');
    return document;
  }
}
