import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/transactions.js';

/**
 * A kind of case that is paid through payables. The module that owns the cases joins it at start-up and learns in the
 * payment's own transaction what became of the money; each call covers a set of cases and both sides write or neither.
 */
export interface PaymentSource {
  /** The source type of its payables. */
  readonly type: string;
  /** @param paidOn `YYYY-MM-DD` */
  onPaid(tx: Tx, sourceIds: readonly string[], paidOn: string): Promise<void>;
  /** The bank sent the money back; the payable is open again. */
  onFailed(tx: Tx, sourceIds: readonly string[]): Promise<void>;
  /** A payment was undone. */
  onReversed(tx: Tx, sourceIds: readonly string[]): Promise<void>;
}

/** Which module answers for which kind of case. No payable can be opened for a kind that nobody answers for. */
@Injectable()
export class PaymentSources {
  private readonly sources = new Map<string, PaymentSource>();

  /** @throws Error when the kind has an owner already, which stops the start */
  register(source: PaymentSource): void {
    if (this.sources.has(source.type)) throw new Error(`Payment source ${source.type} has two owners`);
    this.sources.set(source.type, source);
  }

  /** @throws Error when nobody answers for the kind */
  of(type: string): PaymentSource {
    const source = this.sources.get(type);
    if (!source) throw new Error(`Nobody answers for the payment source ${type}`);
    return source;
  }
}
