import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Reveals } from '../../../platform/audit/reveals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { ClaimContents } from '../claim-contents.js';
import { CLAIM, type ClaimRecord } from '../claim-record.js';
import { ClaimSecrets } from '../claim-secrets.js';
import { findingView, type FindingView } from '../claim-views.js';
import { ClaimsQueries } from '../claims.queries.js';
import type { Diagnosis } from '../rules/claim-input.js';
import type { IllnessMatch } from '../rules/illness-match.js';

/** What of a claim can be revealed. */
export const claimRevealFields = ['diagnosis', 'illnessMatch', 'findings', 'payeeName', 'accountNumber', 'contactMobile', 'contestedReason', 'comments'] as const;
export type ClaimRevealField = (typeof claimRevealFields)[number];

/** The revealed values; only those asked for are there. */
export interface RevealedClaim {
  readonly diagnosis?: Diagnosis;
  /** What the last screening matched; null before the first. */
  readonly illnessMatch?: IllnessMatch | null;
  readonly findings?: readonly FindingView[];
  readonly payeeName?: string;
  readonly accountNumber?: string;
  readonly contactMobile?: string | null;
  readonly contestedReason?: string | null;
  readonly comments?: readonly { readonly event: string; readonly businessTime: string; readonly reasonCode: string | null; readonly text: string }[];
}

/** Shows what a claim hides to somebody who gives a reason; the look is recorded. */
@Injectable()
export class RevealClaim {
  constructor(
    private readonly transactions: Transactions,
    private readonly queries: ClaimsQueries,
    private readonly contents: ClaimContents,
    private readonly secrets: ClaimSecrets,
    private readonly reveals: Reveals,
  ) {}

  /** @throws Refused `claim.not_found` */
  async execute(actor: Actor, claimId: string, fields: readonly ClaimRevealField[], reason: string): Promise<RevealedClaim> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.queries.find(tx, claimId);
      await this.reveals.record(tx, { subjectType: CLAIM, subjectId: claim.id, organizationId: claim.organizationId, fields, reason });
      const revealed: Partial<Record<ClaimRevealField, RevealedClaim[ClaimRevealField]>> = {};
      for (const field of fields) revealed[field] = await this.open(tx, claim, field);
      return revealed as RevealedClaim;
    });
  }

  private async open(tx: Tx, claim: ClaimRecord, field: ClaimRevealField): Promise<RevealedClaim[ClaimRevealField]> {
    const { diagnosis, account, contactMobile } = this.contents.opened(claim);
    switch (field) {
      case 'diagnosis': return diagnosis;
      case 'illnessMatch': return this.contents.illnessMatch(claim);
      case 'payeeName': return account.payeeName;
      case 'accountNumber': return account.accountNumber;
      case 'contactMobile': return contactMobile;
      case 'contestedReason': return this.secrets.openOptional('claims', 'contested_reason', claim.id, claim.contestedReason);
      case 'findings': return (await this.queries.lastFindings(tx, claim.id)).map((finding) => findingView(finding, true));
      case 'comments': return this.comments(tx, claim.id);
    }
  }

  private async comments(tx: Tx, claimId: string): Promise<RevealedClaim['comments']> {
    const rows = await tx.rows<{ id: string; event: string; reasonCode: string | null; note: Buffer; businessTime: Date }>(
      `SELECT id, event, reason_code AS "reasonCode", note, business_time AS "businessTime"
       FROM claim_events WHERE claim_id = $1 AND note IS NOT NULL ORDER BY real_time, id`, [claimId]);
    return rows.map(({ id, event, reasonCode, note, businessTime }) => (
      { event, reasonCode, businessTime: businessTime.toISOString(), text: this.secrets.open('claim_events', 'note', id, note) }));
  }
}
