import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { detectContentTypeOrThrow } from '../../../platform/documents/content-type.js';
import { DocumentRecords } from '../../../platform/documents/document-records.js';
import type { Upload } from '../../../platform/documents/upload-form.js';
import type { PaymentRefusal } from '../payments.refusals.js';
import { PaymentsRepository } from '../payments.repository.js';

/** Keeps the receipt that a payee has signed, for the payment in cash that follows. */
@Injectable()
export class AddReceipt {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PaymentsRepository,
    private readonly documents: DocumentRecords,
  ) {}

  /** @returns the document's id @throws Refused `payable.not_found`, `payable.not_open`, `document.type_not_allowed` */
  async execute(actor: Actor, command: { readonly payableId: string; readonly file: Upload['file'] }): Promise<{ id: string }> {
    const { file } = command;
    return this.transactions.runOnce(actor, async (tx) => {
      const payable = await this.repository.lockOrThrow(tx, command.payableId);
      if (payable.status !== 'open') throw new Refused<PaymentRefusal>('payable.not_open');
      const id = await this.documents.record(tx, { storeResult: file, fileName: file.fileName, contentType: detectContentTypeOrThrow(file) });
      await this.repository.addReceipt(tx, payable, id);
      return { id };
    });
  }
}
