import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/ids.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { PaymentsRepository } from '../payments.repository.js';
import { PaymentSources } from './payment-sources.js';

/** Something that is to be paid. */
export interface NewPayable {
  /** The case, named as in its reviews, so that one list of parts holds for deciding and paying. */
  readonly sourceType: string;
  readonly sourceId: string;
  readonly fundId: string;
  /** The reserve that covers it (`FundLedger.reserve`). */
  readonly reservationId: string;
  readonly amountFen: bigint;
  readonly payeePersonId: string;
  readonly payeeName: string;
  /** The payee's bank account; the number normalized. */
  readonly account: { readonly number: string; readonly bankName: string };
  /** Accounts of the people who registered, reviewed and approved the case. */
  readonly registeredBy: string;
  readonly reviewedBy: string;
  readonly approvedBy: string;
  /** The case's organization. */
  readonly organizationId: string;
  readonly organizationPath: string;
  /** `YYYY-MM-DD`; no payment can be dated earlier. */
  readonly openedOn: string;
}

/** How decided cases hand their money to the cashier. */
@Injectable()
export class Payables {
  constructor(
    private readonly repository: PaymentsRepository,
    private readonly sources: PaymentSources,
    private readonly cipher: FieldCipher,
  ) {}

  /**
   * Opens a payable in the transaction of the decision.
   * @returns its id
   * @throws Refused `payable.already_open` when the case has one, `review.four_eyes` when two of the three are one person
   */
  async open(tx: Tx, payable: NewPayable): Promise<string> {
    this.sources.of(payable.sourceType);
    const id = newId();
    await this.repository.open(tx, {
      ...payable, id,
      accountNumber: this.cipher.seal({ table: 'payables', column: 'account_number', rowId: id }, payable.account.number),
      accountNumberIndex: this.cipher.blindIndex('bank_account', payable.account.number),
      bankName: payable.account.bankName,
    });
    return id;
  }
}
