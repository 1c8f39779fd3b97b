import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { DueDates } from '../../reviews/public/due-dates.js';
import type { ReviewDecision } from '../../reviews/public/review-subjects.js';
import { ReviewTasks } from '../../reviews/public/review-tasks.js';
import { ClaimFindingsRepository } from '../claim-findings.repository.js';
import { ClaimMoves } from '../claim-moves.js';
import { ClaimPlanTerms } from '../claim-plan-terms.js';
import { CLAIM, type ClaimRecord } from '../claim-record.js';
import type { ClaimRefusal } from '../claims.refusals.js';
import { ClaimsRepository } from '../claims.repository.js';
import { endorsementProblem } from '../rules/claim-endorsement.js';
import { ApproveClaim } from './approve-claim.js';

/** Carries out what a reviewer or an approver has decided, in the transaction of the decision. */
@Injectable()
export class DecideClaim {
  constructor(
    private readonly claims: ClaimsRepository,
    private readonly findings: ClaimFindingsRepository,
    private readonly terms: ClaimPlanTerms,
    private readonly moves: ClaimMoves,
    private readonly approveClaim: ApproveClaim,
    private readonly tasks: ReviewTasks,
    private readonly dueDates: DueDates,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws Refused `claim.wrong_status`; when endorsing `claim.already_awarded`, `claim.finding_not_waivable`,
   * `claim.waiver_unexplained`, `fund.not_covered`. The claim then stays where it is.
   */
  async execute(tx: Tx, claimId: string, decision: ReviewDecision): Promise<void> {
    const claim = await this.claims.lockOrThrow(tx, claimId);
    if (decision.outcome === 'endorse') return this.endorse(tx, claim, decision);
    const verb = decision.outcome === 'return' ? 'return_to_caseworker' : 'reject';
    await this.moves.make(tx, claim, verb, {}, { reasonCode: decision.reasonCode, note: decision.comment });
  }

  private async endorse(tx: Tx, claim: ClaimRecord, decision: ReviewDecision): Promise<void> {
    const terms = await this.terms.of(tx, claim.planVersionId);
    const findings = await this.findings.ofScreening(tx, claim.id, await this.moves.submissions(tx, claim.id));
    const explained = decision.stage === 'final_review' || decision.comment !== null;
    const problem = endorsementProblem(findings, terms.waivableFindings, explained);
    if (problem) throw new Refused<ClaimRefusal>(problem.code, { codes: problem.codes });
    if (decision.stage === 'final_review') return this.approveClaim.execute(tx, claim, terms, decision.comment);
    await this.moves.make(tx, claim, 'endorse_first', {}, { note: decision.comment });
    await this.tasks.openTask(tx, {
      subjectType: CLAIM, subjectId: claim.id, stage: 'final_review', role: 'approver',
      organizationId: claim.organizationId,
      dueOn: await this.dueDates.after(tx, this.clock.today(), terms.finalReviewWorkingDays),
    });
  }
}
