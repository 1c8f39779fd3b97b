import { compareDates } from '../../../kernel/dates.js';
import { toHalfWidth } from '../../../kernel/identifiers/normalize-text.js';
import type { PayableStatus } from './payable-status.js';

export type DirectMethod = 'bank' | 'cash';

/** A payment as the cashier records it. */
export interface DirectPayment {
  readonly method: DirectMethod;
  readonly bankReference: string | null;
  readonly receiptDocumentId: string | null;
  /** `YYYY-MM-DD` */
  readonly paidOn: string;
  /** The version of the payable that the cashier saw. */
  readonly version: number;
}

/** What the rule needs to know of the payable. */
export interface PayableToPay {
  readonly status: PayableStatus;
  readonly version: number;
  /** `YYYY-MM-DD` */
  readonly openedOn: string;
}

export type DirectPaymentFault =
  | 'payable.not_open' | 'version.stale' | 'payment.bank_reference_missing' | 'payment.bank_reference_unexpected' | 'payment.receipt_missing'
  | 'payment.paid_in_future' | 'payment.paid_before_opened';

/**
 * Why a payment can not be recorded, or null when it can. A bank payment is told by the bank's reference, a payment in cash by the
 * receipt that the payee has signed (the signed form is the voucher).
 * @param today `YYYY-MM-DD`
 */
export function directPaymentFault(payable: PayableToPay, payment: DirectPayment, today: string): DirectPaymentFault | null {
  if (payable.status !== 'open') return 'payable.not_open';
  if (payable.version !== payment.version) return 'version.stale';
  if (payment.method === 'bank' && payment.bankReference === null) return 'payment.bank_reference_missing';
  if (payment.method === 'cash' && payment.bankReference !== null) return 'payment.bank_reference_unexpected';
  if (payment.method === 'cash' && payment.receiptDocumentId === null) return 'payment.receipt_missing';
  if (compareDates(payment.paidOn, today) > 0) return 'payment.paid_in_future';
  if (compareDates(payment.paidOn, payable.openedOn) < 0) return 'payment.paid_before_opened';
  return null;
}

/** 4 to 64 visible characters: letters, digits, punctuation; no blanks. */
export const bankReferencePattern = /^[\p{L}\p{N}\p{P}\p{S}]{4,64}$/u;

/** One spelling of a bank's reference, so that the same one typed twice is found. */
export function normalizeBankReference(text: string): string {
  return toHalfWidth(text).toUpperCase();
}
