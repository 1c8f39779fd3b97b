import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { PaymentSources, type PaymentSource } from '../payments/public/payment-sources.js';
import { CLAIM } from './claim-record.js';
import { SettleClaims } from './use-cases/settle-claims.js';

/** Claims as the payments know them. */
@Injectable()
export class ClaimPaymentSource implements PaymentSource, OnModuleInit {
  readonly type = CLAIM;

  constructor(
    private readonly sources: PaymentSources,
    private readonly settleClaims: SettleClaims,
  ) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  onPaid(tx: Tx, sourceIds: readonly string[], paidOn: string): Promise<void> {
    return this.settleClaims.paid(tx, sourceIds, paidOn);
  }

  onFailed(tx: Tx, sourceIds: readonly string[]): Promise<void> {
    return this.settleClaims.failed(tx, sourceIds);
  }

  onReversed(tx: Tx, sourceIds: readonly string[]): Promise<void> {
    return this.settleClaims.reversed(tx, sourceIds);
  }
}
