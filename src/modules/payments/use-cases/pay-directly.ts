import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { FundLedger } from '../../funds/public/fund-ledger.js';
import { CaseParts } from '../../reviews/public/case-parts.js';
import { PaymentsRepository, type LockedPayable } from '../payments.repository.js';
import { PaymentSources } from '../public/payment-sources.js';
import { directPaymentFault, normalizeBankReference, type DirectMethod, type DirectPayment } from '../rules/direct-payment.js';
import { payableTransitions } from '../rules/payable-status.js';

export interface PayDirectlyCommand {
  readonly payableId: string;
  /** The version of the payable that the cashier saw. */
  readonly version: number;
  readonly method: DirectMethod;
  readonly bankReference?: string;
  readonly receiptDocumentId?: string;
  /** `YYYY-MM-DD`; today when absent. */
  readonly paidOn?: string;
}

/** Records that a payable has been paid, outside any batch. */
@Injectable()
export class PayDirectly {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PaymentsRepository,
    private readonly parts: CaseParts,
    private readonly ledger: FundLedger,
    private readonly sources: PaymentSources,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the payment's id
   * @throws Refused `payable.not_found`, what `directPaymentFault` finds, `review.four_eyes`, `payment.receipt_unknown`,
   *   `payment.receipt_used`, `payment.bank_reference_used`
   */
  async execute(actor: Actor, command: PayDirectlyCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const payable = await this.repository.lockOrThrow(tx, command.payableId);
      const today = this.clock.today();
      const payment = paymentOf(command, today);
      const fault = directPaymentFault(payable, payment, today);
      if (fault) throw new Refused(fault, { openedOn: payable.openedOn });
      return { id: await this.settle(tx, payable, payment) };
    });
  }

  private async settle(tx: Tx, payable: LockedPayable, payment: DirectPayment): Promise<string> {
    const { id: payableId, sourceType, sourceId, reservationId } = payable;
    const move = transitionOf(payableTransitions, payable.status, 'settle');
    if (!move || !tx.actor.accountId) throw new Error('Only a person settles an open payable');
    const id = newId();
    await this.parts.take(tx, sourceType, sourceId, 'payer', payable.organizationId);
    await this.repository.addPaid(tx, payable, { ...payment, id, paidBy: tx.actor.accountId });
    await this.repository.move(tx, payableId, move);
    // The source before the fund, as everybody locks them.
    await this.sources.of(sourceType).onPaid(tx, [sourceId], payment.paidOn);
    await this.ledger.post(tx, reservationId, { sourceType: 'payment', sourceId: id, businessDate: payment.paidOn });
    return id;
  }
}

function paymentOf(command: PayDirectlyCommand, today: string): DirectPayment {
  return {
    method: command.method,
    bankReference: command.bankReference === undefined ? null : normalizeBankReference(command.bankReference),
    receiptDocumentId: command.receiptDocumentId ?? null,
    paidOn: command.paidOn ?? today,
    version: command.version,
  };
}
