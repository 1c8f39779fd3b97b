import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/transactions.js';
import { AidRecords } from '../../aid-records/public/aid-records.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';

/** What becomes of claims when their money moves; each call covers a set and runs in the payment's transaction. */
@Injectable()
export class SettleClaims {
  constructor(
    private readonly moves: ClaimMoves,
    private readonly aidRecords: AidRecords,
  ) {}

  /** The money has reached the holders. @param paidOn `YYYY-MM-DD` @throws Refused `claim.wrong_status` */
  async paid(tx: Tx, claimIds: readonly string[], paidOn: string): Promise<void> {
    await this.moves.makeAll(tx, claimIds, 'start_payment');
    await this.moves.makeAll(tx, claimIds, 'pay', paidOn);
    await this.aidRecords.give(tx, CLAIM, claimIds, paidOn);
  }

  /** The bank sent the money back; the claims wait for another attempt. @throws Refused `claim.wrong_status` */
  async failed(tx: Tx, claimIds: readonly string[]): Promise<void> {
    await this.moves.makeAll(tx, claimIds, 'start_payment');
    await this.moves.makeAll(tx, claimIds, 'fail_payment');
  }

  /** Payments were undone; the holders' once-only benefit is free again. @throws Refused `claim.wrong_status` */
  async reversed(tx: Tx, claimIds: readonly string[]): Promise<void> {
    await this.moves.makeAll(tx, claimIds, 'reverse_payment');
  }
}
