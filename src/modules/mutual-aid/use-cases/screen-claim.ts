import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { People } from '../../people/public/people.js';
import { DueDates } from '../../reviews/public/due-dates.js';
import { ReviewTasks } from '../../reviews/public/review-tasks.js';
import { ClaimContents } from '../claim-contents.js';
import { ClaimDocumentsRepository } from '../claim-documents.repository.js';
import { ClaimFindingsRepository } from '../claim-findings.repository.js';
import { ClaimMoves } from '../claim-moves.js';
import { ClaimPlanTerms, type PlanTerms } from '../claim-plan-terms.js';
import { CLAIM, type ClaimRecord } from '../claim-record.js';
import { ClaimSecrets } from '../claim-secrets.js';
import { ClaimTraitsQueries } from '../claim-traits.queries.js';
import { ClaimsRepository } from '../claims.repository.js';
import { checkAccountNumber } from '../rules/claim-input.js';
import { screenClaim, screeningVerb, type ScreeningFacts } from '../rules/claim-screening.js';
import { matchIllness } from '../rules/illness-match.js';
import { notCoveredSentence } from '../rules/not-covered-sentence.js';

/** Screens a claim that was handed in: writes the findings, then returns it or opens the first review. */
@Injectable()
export class ScreenClaim {
  constructor(
    private readonly claims: ClaimsRepository,
    private readonly findings: ClaimFindingsRepository,
    private readonly claimDocuments: ClaimDocumentsRepository,
    private readonly contents: ClaimContents,
    private readonly terms: ClaimPlanTerms,
    private readonly traits: ClaimTraitsQueries,
    private readonly people: People,
    private readonly moves: ClaimMoves,
    private readonly secrets: ClaimSecrets,
    private readonly tasks: ReviewTasks,
    private readonly dueDates: DueDates,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to run twice: a claim that is not waiting for this very screening is left as it is.
   * @param payload.submission how often the claim had been handed in when the job was caused
   */
  async execute(tx: Tx, payload: { claimId: string; submission: number }): Promise<void> {
    const claim = await this.claims.lockOrThrow(tx, payload.claimId);
    if (claim.status !== 'screening' || (await this.moves.submissions(tx, claim.id)) !== payload.submission) return;
    const terms = await this.terms.of(tx, claim.planVersionId);
    const { diagnosis } = this.contents.opened(claim);
    const catalogue = await this.terms.catalogueOf(tx, terms);
    const match = matchIllness(catalogue, diagnosis.icd10Code, diagnosis.operationCode);
    const reason = match.notCoveredReason;
    const notCovered = reason === null ? null : { reason, ...notCoveredSentence(catalogue, reason) };
    const found = screenClaim({ ...(await this.factsOf(tx, claim, terms)), notCovered });
    await this.findings.add(tx, claim, payload.submission, found);
    const verb = screeningVerb(found, claim.contestedReason !== null);
    const illnessMatch = this.secrets.seal('claims', 'illness_match', claim.id, JSON.stringify(match));
    // A clean screening leaves nothing to contest, whoever returns the claim after it.
    const returnedByScreening = found.some((finding) => finding.severity === 'blocking');
    await this.moves.make(tx, claim, verb, { illnessMatch, returnedByScreening });
    if (verb === 'screen_pass') await this.openReview(tx, claim, terms);
  }

  private async factsOf(tx: Tx, claim: ClaimRecord, terms: PlanTerms): Promise<Omit<ScreeningFacts, 'notCovered'>> {
    const holder = await this.people.personFor(tx, claim.personId);
    const card = await this.claims.cardTerm(tx, claim.cardId);
    const documents = await this.claimDocuments.of(tx, claim.id);
    const { account } = this.contents.opened(claim);
    const check = checkAccountNumber(account.accountNumber);
    return {
      submittedOn: claim.submittedOn ?? this.clock.today(), diagnosedOn: claim.diagnosedOn, hospitalGrade: claim.hospitalGrade,
      documentKinds: documents.map((document) => document.kind), holderName: holder.name, payeeName: claim.payeeName,
      accountCheckFails: check.ok && check.warning !== null,
      card, plan: terms,
      ...(await this.traits.surroundingsOf(tx, claim)),
    };
  }

  private async openReview(tx: Tx, claim: ClaimRecord, terms: PlanTerms): Promise<void> {
    await this.tasks.openTask(tx, {
      subjectType: CLAIM, subjectId: claim.id, stage: 'first_review', role: 'reviewer',
      organizationId: claim.organizationId,
      dueOn: await this.dueDates.after(tx, this.clock.today(), terms.firstReviewWorkingDays),
    });
  }
}
