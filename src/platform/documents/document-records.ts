import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import { FieldCipher } from '../crypto/field-cipher.js';
import type { Tx } from '../database/transactions.js';
import { FileStore, type StoredFile } from './file-store.js';

/** What is said of a stored document beside its content. */
export interface DocumentDescription {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly uploadedBy: string;
  /** Business date, `YYYY-MM-DD`. */
  readonly uploadedOn: string;
}

/** A document that is being read; the caller reads the stream to its end or destroys it. */
export interface OpenDocument {
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly stream: Readable;
}

interface DocumentRow {
  id: string;
  storage_key: string;
  content_type: string;
  size_bytes: string;
  file_name: Buffer;
  uploaded_by: string;
  uploaded_on: string;
}

const COLUMNS = 'id, storage_key, content_type, size_bytes, file_name, uploaded_by, uploaded_on::text';

/** Which document stands where, who brought it and who has read it. Its content stands in the file store. */
@Injectable()
export class DocumentRecords {
  constructor(
    @Inject(FileStore) private readonly store: FileStore,
    @Inject(FieldCipher) private readonly cipher: FieldCipher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Records a stored file as a document of the actor's branch, or of the organization whose case it belongs to.
   * @param file what the store gave back, the name to show and the type found in the content
   * @param owner the case's organization, when it may lie below the actor's
   * @returns the document's id
   */
  async record(
    tx: Tx, file: { readonly storeResult: StoredFile; readonly fileName: string; readonly contentType: string },
    owner: { readonly organizationId: string; readonly organizationPath: string } =
    { organizationId: tx.actor.organizationId, organizationPath: tx.actor.scope },
  ): Promise<string> {
    const id = newId();
    const { contentHash, storageKey, size } = file.storeResult;
    await tx.affected(
      `INSERT INTO documents (id, organization_id, organization_path, content_hash, storage_key, content_type, size_bytes, file_name,
         uploaded_by, uploaded_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, owner.organizationId, owner.organizationPath, contentHash, storageKey, file.contentType, size,
        this.cipher.seal(namePlace(id), file.fileName), tx.actor.accountId, this.clock.today()],
    );
    return id;
  }

  /**
   * Opens a document for a person and logs the download in the same transaction.
   * @throws Refused `document.not_found` when it is absent, outside the branch, or its file is gone
   */
  async open(tx: Tx, id: string): Promise<OpenDocument> {
    const row = await this.find(tx, id);
    await tx.affected(
      `INSERT INTO document_downloads (id, organization_id, document_id, account_id, request_id, business_time)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [newId(), tx.actor.organizationId, id, tx.actor.accountId, tx.actor.requestId, this.clock.now().toISOString()],
    );
    const { fileName, contentType, sizeBytes } = this.describeRow(row);
    return { fileName, contentType, size: sizeBytes, stream: await this.store.open(row.storage_key) };
  }

  /** The whole content, for a job's own work: nobody sees it, so no download is logged. @throws Refused `document.not_found` */
  async contentForJob(tx: Tx, id: string): Promise<Buffer> {
    if (tx.actor.kind !== 'system') throw new Error('People read documents through open, which logs it');
    const { storage_key } = await this.find(tx, id);
    const pieces: Buffer[] = [];
    for await (const piece of await this.store.open(storage_key)) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  }

  /** Describes the documents in scope among the ids, in no particular order. */
  async describe(tx: Tx, ids: readonly string[]): Promise<DocumentDescription[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<DocumentRow>(`SELECT ${COLUMNS} FROM documents WHERE id = ANY ($1)`, [ids]);
    return rows.map((row) => this.describeRow(row));
  }

  private async find(tx: Tx, id: string): Promise<DocumentRow> {
    const row = await tx.row<DocumentRow>(`SELECT ${COLUMNS} FROM documents WHERE id = $1`, [id]);
    if (!row) throw new Refused('document.not_found');
    return row;
  }

  private describeRow(row: DocumentRow): DocumentDescription {
    return {
      id: row.id, fileName: this.cipher.open(namePlace(row.id), row.file_name), contentType: row.content_type,
      sizeBytes: Number(row.size_bytes), uploadedBy: row.uploaded_by, uploadedOn: row.uploaded_on,
    };
  }
}

function namePlace(rowId: string): { table: string; column: string; rowId: string } {
  return { table: 'documents', column: 'file_name', rowId };
}
