import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { FundRefusal } from '../funds.refusals.js';
import { LedgerRepository } from '../ledger.repository.js';

/** What is to be put aside. */
export interface NewReserve {
  readonly fundId: string;
  readonly amountFen: bigint;
  /** The organization of the case; it sees the entry from its side. */
  readonly beneficiaryOrganizationId: string;
  /** The case that the money is for; it has one reserve at most. */
  readonly sourceType: string;
  readonly sourceId: string;
  /** `YYYY-MM-DD` */
  readonly businessDate: string;
}

/** One reserve to be paid out, with the payment that does it. */
export interface Posting {
  readonly reservationId: string;
  readonly sourceId: string;
}

/**
 * How cases take money out of a fund: reserved when it is promised, then posted when it is paid or released when it is not.
 * Everything runs in the caller's transaction; the fund is locked last (lock order: source root, household, fund).
 */
@Injectable()
export class FundLedger {
  constructor(private readonly ledger: LedgerRepository) {}

  /**
   * Puts money aside for a case.
   * @returns the reservation's id
   * @throws Refused `fund.not_found`, `fund.already_reserved`, `fund.not_covered`
   */
  async reserve(tx: Tx, reserve: NewReserve): Promise<string> {
    const id = newId();
    if ((await this.ledger.reserve(tx, { id, ...reserve })) === 0) throw new Refused<FundRefusal>('fund.not_found');
    return id;
  }

  /**
   * Gives reserved money back to the fund.
   * @param businessDate `YYYY-MM-DD`
   * @throws Refused `fund.reserve_unknown`, `fund.reserve_ended`
   */
  async release(tx: Tx, reservationId: string, businessDate: string): Promise<void> {
    const released = await this.ledger.end(tx, 'release', [{ id: newId(), reservationId }], { businessDate });
    if (released !== 1) throw new Refused<FundRefusal>('fund.reserve_unknown');
  }

  /**
   * Turns a reserve into money paid out.
   * @param payment what has paid it, and its business date `YYYY-MM-DD`
   * @throws Refused `fund.reserve_unknown`, `fund.reserve_ended`
   */
  async post(tx: Tx, reservationId: string, payment: { sourceType: string; sourceId: string; businessDate: string }): Promise<void> {
    await this.postAll(tx, [{ reservationId, sourceId: payment.sourceId }], payment);
  }

  /**
   * Turns many reserves into money paid out, all or none.
   * @throws Refused `fund.reserve_unknown`, `fund.reserve_ended`
   */
  async postAll(tx: Tx, postings: readonly Posting[], options: { sourceType: string; businessDate: string }): Promise<void> {
    const posted = await this.ledger.end(tx, 'post', postings.map((posting) => ({ id: newId(), ...posting })), options);
    if (posted !== postings.length) throw new Refused<FundRefusal>('fund.reserve_unknown');
  }
}
