import { Injectable } from '@nestjs/common';
import { Refused } from '../../kernel/refusals.js';
import type { Transition } from '../../kernel/transitions.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { PaymentRefusal } from './payments.refusals.js';
import './payments.refusals.js';
import type { NewPayable } from './public/payables.js';
import type { PayableStatus, PayableVerb } from './rules/payable-status.js';

/** A payable to be written; its account number is sealed. */
export interface PayableRow extends Omit<NewPayable, 'account'> {
  readonly id: string;
  readonly accountNumber: Buffer;
  readonly accountNumberIndex: Buffer;
  readonly bankName: string;
}

/** A payable as it stands, locked. */
export interface LockedPayable {
  readonly id: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly fundOrganizationId: string;
  readonly reservationId: string;
  readonly status: PayableStatus;
  readonly version: number;
  readonly openedOn: string;
}

/** A payment that has been made. */
export interface PaidPayment {
  readonly id: string;
  readonly method: 'bank' | 'cash';
  readonly bankReference: string | null;
  readonly receiptDocumentId: string | null;
  readonly paidOn: string;
  readonly paidBy: string;
}

/** All SQL that writes payables, their receipts and payments. */
@Injectable()
export class PaymentsRepository {
  /** @throws Refused `payable.already_open`, `review.four_eyes` */
  async open(tx: Tx, payable: PayableRow): Promise<void> {
    await tx.affected(
      `INSERT INTO payables (id, source_type, source_id, organization_id, organization_path, fund_id, reservation_id, amount_fen, payee_person_id,
         payee_name, account_number, account_number_index, bank_name, registered_by, reviewed_by, approved_by, opened_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [payable.id, payable.sourceType, payable.sourceId, payable.organizationId, payable.organizationPath, payable.fundId, payable.reservationId,
        payable.amountFen, payable.payeePersonId, payable.payeeName, payable.accountNumber, payable.accountNumberIndex, payable.bankName,
        payable.registeredBy, payable.reviewedBy, payable.approvedBy, payable.openedOn]);
  }

  /** @throws Refused `payable.not_found` */
  async lockOrThrow(tx: Tx, id: string): Promise<LockedPayable> {
    const payable = await tx.row<LockedPayable>(
      `SELECT p.id, p.source_type AS "sourceType", p.source_id AS "sourceId", p.organization_id AS "organizationId",
         p.organization_path AS "organizationPath", f.organization_id AS "fundOrganizationId", p.reservation_id AS "reservationId",
         p.status, p.version, p.opened_on::text AS "openedOn"
       FROM payables p JOIN funds f ON f.id = p.fund_id WHERE p.id = $1 FOR UPDATE OF p`, [id]);
    if (!payable) throw new Refused<PaymentRefusal>('payable.not_found');
    return payable;
  }

  /**
   * Writes a payment that has been made, as the next attempt and in the payable's amount.
   * @throws Refused `payable.not_open`, `review.four_eyes`, `payment.receipt_unknown`, `payment.receipt_used`, `payment.bank_reference_used`
   */
  async addPaid(tx: Tx, payable: LockedPayable, payment: PaidPayment): Promise<void> {
    await tx.affected(
      `INSERT INTO payments (id, payable_id, source_type, source_id, organization_id, organization_path, paying_organization_id, attempt, method,
         amount_fen, bank_reference, receipt_document_id, status, paid_on, paid_by)
       SELECT $1, p.id, p.source_type, p.source_id, p.organization_id, p.organization_path, $3,
         1 + (SELECT coalesce(max(attempt), 0) FROM payments WHERE payable_id = p.id), $4, p.amount_fen, $5, $6, 'paid', $7, $8
       FROM payables p WHERE p.id = $2`,
      [payment.id, payable.id, payable.fundOrganizationId, payment.method, payment.bankReference, payment.receiptDocumentId, payment.paidOn,
        payment.paidBy]);
  }

  /** @throws Refused `payable.not_open` when it no longer has the status that the move starts from */
  async move(tx: Tx, payableId: string, move: Transition<PayableStatus, PayableVerb>): Promise<void> {
    const touched = await tx.affected(
      'UPDATE payables SET status = $3, version = version + 1 WHERE id = $1 AND status = $2', [payableId, move.from, move.to]);
    if (touched !== 1) throw new Refused<PaymentRefusal>('payable.not_open');
  }

  /** Binds an uploaded receipt to its payable. */
  async addReceipt(tx: Tx, payable: LockedPayable, documentId: string): Promise<void> {
    await tx.affected(
      'INSERT INTO payable_receipts (document_id, payable_id, organization_path) VALUES ($1, $2, $3)',
      [documentId, payable.id, payable.organizationPath]);
  }
}
