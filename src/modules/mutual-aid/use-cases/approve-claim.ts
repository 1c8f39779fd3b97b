import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { AidRecords } from '../../aid-records/public/aid-records.js';
import { FundLedger } from '../../funds/public/fund-ledger.js';
import { Payables } from '../../payments/public/payables.js';
import { ClaimContents } from '../claim-contents.js';
import { ClaimMoves } from '../claim-moves.js';
import type { PlanTerms } from '../claim-plan-terms.js';
import { CLAIM, type ClaimRecord } from '../claim-record.js';
import { submissionVerbs } from '../rules/claim-status.js';

/** The award: the claim is approved, the benefit reserved, the payable opened and the aid written down, all or nothing. */
@Injectable()
export class ApproveClaim {
  constructor(
    private readonly moves: ClaimMoves,
    private readonly contents: ClaimContents,
    private readonly ledger: FundLedger,
    private readonly payables: Payables,
    private readonly aidRecords: AidRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * @param claim locked, in final review
   * @param comment the approver's words; sealed
   * @throws Refused `claim.already_awarded` (the index of once-only benefits), `fund.not_covered`, `review.four_eyes`
   */
  async execute(tx: Tx, claim: ClaimRecord, terms: PlanTerms, comment: string | null): Promise<void> {
    const today = this.clock.today();
    const amountFen = terms.benefitFen;
    const source = { sourceType: CLAIM, sourceId: claim.id };
    const place = { organizationId: claim.organizationId, organizationPath: claim.organizationPath };
    // The status first: of two claims of one person the index lets one pass before any money is touched.
    await this.moves.make(tx, claim, 'endorse_final', { approvedOn: today, benefitFen: amountFen }, { note: comment });
    const reservationId = await this.ledger.reserve(tx, {
      ...source, fundId: terms.fundId, amountFen, beneficiaryOrganizationId: claim.organizationId, businessDate: today,
    });
    const { account } = this.contents.opened(claim);
    await this.payables.open(tx, {
      ...source, ...place, fundId: terms.fundId, reservationId, amountFen, payeePersonId: claim.personId, payeeName: account.payeeName,
      account: { number: account.accountNumber, bankName: account.bankName }, ...(await this.decidersOf(tx, claim.id)), openedOn: today,
    });
    await this.aidRecords.promise(tx, {
      ...source, ...place, personId: claim.personId, kind: 'MUTUAL_AID', programme: 'mutual-aid', period: today.slice(0, 4), fundId: terms.fundId,
      fundSource: 'MUTUAL_AID_FUND', form: 'cash', amountFen, promisedOn: today,
    });
  }

  private async decidersOf(tx: Tx, claimId: string): Promise<{ registeredBy: string; reviewedBy: string; approvedBy: string }> {
    const registeredBy = await this.moves.lastToDo(tx, claimId, submissionVerbs);
    const reviewedBy = await this.moves.lastToDo(tx, claimId, ['endorse_first']);
    const approvedBy = tx.actor.accountId;
    if (!registeredBy || !reviewedBy || !approvedBy) throw new Error(`Claim ${claimId} reached its approval without a trace of its way`);
    return { registeredBy, reviewedBy, approvedBy };
  }
}
