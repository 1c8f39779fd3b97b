import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { AidRecords } from '../../aid-records/public/aid-records.js';
import { CardsRepository } from '../cards.repository.js';
import { ClaimMoves } from '../claim-moves.js';
import { CLAIM } from '../claim-record.js';

/** What becomes of claims when their money moves; each call covers a set and runs in the payment's transaction. */
@Injectable()
export class SettleClaims {
  constructor(
    private readonly moves: ClaimMoves,
    private readonly cards: CardsRepository,
    private readonly aidRecords: AidRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * The money has reached the holders, and the cover of their cards has ended.
   * @param paidOn `YYYY-MM-DD`
   * @throws Refused `claim.wrong_status`, `aid_record.not_promised`
   */
  async paid(tx: Tx, claimIds: readonly string[], paidOn: string): Promise<void> {
    await this.moves.makeAll(tx, claimIds, 'start_payment');
    await this.moves.makeAll(tx, claimIds, 'pay', paidOn);
    await this.cards.moveOfClaims(tx, claimIds, 'use', this.clock.now());
    await this.aidRecords.give(tx, CLAIM, claimIds, paidOn);
  }

  /** The bank sent the money back; the claims wait for another attempt. @throws Refused `claim.wrong_status` */
  async failed(tx: Tx, claimIds: readonly string[]): Promise<void> {
    await this.moves.makeAll(tx, claimIds, 'start_payment');
    await this.moves.makeAll(tx, claimIds, 'fail_payment');
  }

  /**
   * Payments were undone: the holders' once-only benefit is free again, and so is the cover of their cards.
   * @throws Refused `claim.wrong_status`, `aid_record.not_given`
   */
  async reversed(tx: Tx, claimIds: readonly string[]): Promise<void> {
    await this.moves.makeAll(tx, claimIds, 'reverse_payment');
    await this.cards.moveOfClaims(tx, claimIds, 'reinstate', this.clock.now());
    await this.aidRecords.reverse(tx, CLAIM, claimIds, this.clock.today());
  }
}
