import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Reveals } from '../../platform/audit/reveals.js';
import type { Tx } from '../../platform/database/transactions.js';
import { ReviewSubjects, type ReviewDecision, type ReviewSubject, type SubjectSummary } from '../reviews/public/review-subjects.js';
import { ClaimContents } from './claim-contents.js';
import { CLAIM, type ClaimRecord } from './claim-record.js';
import { ClaimSecrets } from './claim-secrets.js';
import { ClaimTraitsQueries } from './claim-traits.queries.js';
import { findingView, HIDDEN } from './claim-views.js';
import { ClaimsQueries } from './claims.queries.js';
import { ClaimsRepository } from './claims.repository.js';
import { claimReasonCodes } from './rules/claim-documents.js';
import { DecideClaim } from './use-cases/decide-claim.js';

/** Claims as the reviewers' queue knows them. */
@Injectable()
export class ClaimReviewSubject implements ReviewSubject, OnModuleInit {
  readonly type = CLAIM;
  readonly reasonCodes = claimReasonCodes;

  constructor(
    private readonly subjects: ReviewSubjects,
    private readonly queries: ClaimsQueries,
    private readonly claims: ClaimsRepository,
    private readonly contents: ClaimContents,
    private readonly secrets: ClaimSecrets,
    private readonly traits: ClaimTraitsQueries,
    private readonly reveals: Reveals,
    private readonly decideClaim: DecideClaim,
  ) {}

  onModuleInit(): void {
    this.subjects.join(this);
  }

  async version(tx: Tx, claimId: string): Promise<number> {
    return (await this.queries.find(tx, claimId)).version;
  }

  async lockVersion(tx: Tx, claimId: string): Promise<number> {
    return (await this.claims.lockOrThrow(tx, claimId)).version;
  }

  decide(tx: Tx, _actor: Actor, claimId: string, decision: ReviewDecision): Promise<void> {
    return this.decideClaim.execute(tx, claimId, decision);
  }

  async summaries(tx: Tx, claimIds: readonly string[]): Promise<ReadonlyMap<string, SubjectSummary>> {
    const claims = await this.queries.findAll(tx, claimIds);
    const names = await this.queries.maskedNames(tx, claims);
    return new Map(claims.map((claim) => (
      [claim.id, { number: claim.claimNumber, personName: names.get(claim.personId) ?? '', submittedOn: claim.submittedOn }])));
  }

  async view(tx: Tx, _actor: Actor, claimId: string, { unmasked }: { readonly unmasked: boolean }): Promise<object> {
    const claim = await this.queries.find(tx, claimId);
    if (unmasked) await this.logLook(tx, claim);
    const { diagnosis, documents, findings, ...shown } = await this.queries.view(tx, claim);
    const lastFindings = await this.queries.lastFindings(tx, claim.id);
    const contested = this.secrets.openOptional('claims', 'contested_reason', claim.id, claim.contestedReason);
    return {
      claim: shown,
      diagnosis: unmasked ? this.contents.opened(claim).diagnosis : diagnosis,
      illnessMatch: unmasked ? this.contents.illnessMatch(claim) : HIDDEN,
      findings: unmasked ? lastFindings.map((finding) => findingView(finding, true)) : findings,
      contestedReason: contested === null || unmasked ? contested : HIDDEN,
      documents,
      holder: await this.queries.historyOfHolder(tx, claim),
      related: await this.traits.relatedTo(tx, claim),
    };
  }

  /** Whoever holds the task sees these fields because the work asks for them. */
  private async logLook(tx: Tx, claim: ClaimRecord): Promise<void> {
    await this.reveals.record(tx, {
      subjectType: CLAIM, subjectId: claim.id, organizationId: claim.organizationId,
      fields: ['diagnosis', 'illnessMatch', 'findings', 'contestedReason'], reason: '办理审核待办',
    });
  }
}
