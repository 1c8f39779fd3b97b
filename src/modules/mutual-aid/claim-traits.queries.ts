import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import type { ClaimRecord } from './claim-record.js';
import type { SharedTrait } from './rules/claim-screening.js';
import type { ClaimStatus } from './rules/claim-status.js';

/** What claims can have in common: the person (and so the ID number), the account, the phone, a document file. */
export type Trait = 'person' | 'account' | 'mobile' | 'document';

/** Other claims that share something with a claim. */
export interface RelatedClaims {
  readonly withinBranch: readonly { readonly trait: Trait; readonly claimId: string; readonly claimNumber: string; readonly status: ClaimStatus; readonly samePerson: boolean }[];
  /** Beyond the branch: the trait and the organization's name, never a record. */
  readonly elsewhere: readonly { readonly trait: Trait; readonly organization: string; readonly claims: number; readonly otherPeople: number }[];
}

/** What screening learns of a claim's surroundings. */
export interface Surroundings {
  readonly alreadyAwarded: boolean;
  readonly sharedDocument: SharedTrait;
  readonly sharedAccount: SharedTrait;
  readonly sharedMobile: SharedTrait;
  readonly namesakes: number;
}

/** Reads of what claims have in common, inside the branch by policy and beyond it by a function that answers without a record. */
@Injectable()
export class ClaimTraitsQueries {
  /** Every other claim that shares a trait with the claim. */
  async relatedTo(tx: Tx, claim: ClaimRecord): Promise<RelatedClaims> {
    const withinBranch = await tx.rows<RelatedClaims['withinBranch'][number]>(
      `SELECT s.trait, c.id AS "claimId", c.claim_number AS "claimNumber", c.status, c.person_id = $2 AS "samePerson" FROM (
         SELECT 'person' AS trait, id FROM claims WHERE person_id = $2
         UNION SELECT 'account', id FROM claims WHERE account_number_index = $3
         UNION SELECT 'mobile', id FROM claims WHERE contact_mobile_index = $4
         UNION SELECT 'document', d.claim_id FROM claim_documents mine JOIN claim_documents d ON d.content_hash = mine.content_hash AND d.removed_on IS NULL
           WHERE mine.claim_id = $1 AND mine.removed_on IS NULL
       ) s JOIN claims c ON c.id = s.id WHERE c.id <> $1 ORDER BY c.id, s.trait`,
      [claim.id, claim.personId, claim.accountNumberIndex, claim.contactMobileIndex]);
    const elsewhere = await tx.rows<RelatedClaims['elsewhere'][number]>(
      `SELECT trait, other_organization AS organization, other_count::integer AS claims, other_people::integer AS "otherPeople"
       FROM shared_claim_traits($1) ORDER BY trait, other_organization`, [claim.id]);
    return { withinBranch, elsewhere };
  }

  /** What screening compares the claim with. */
  async surroundingsOf(tx: Tx, claim: ClaimRecord): Promise<Surroundings> {
    const { withinBranch, elsewhere } = await this.relatedTo(tx, claim);
    const shared = (trait: Trait, among: 'anybody' | 'others'): SharedTrait => ({
      claims: withinBranch.filter((other) => other.trait === trait && (among === 'anybody' || !other.samePerson)).length,
      elsewhere: elsewhere.filter((other) => other.trait === trait && (among === 'anybody' || other.otherPeople > 0)).map((other) => other.organization),
    });
    const row = await tx.row<{ awarded: boolean; namesakes: number }>(
      `SELECT claim_benefit_awarded($1) AS awarded, (
         SELECT count(*)::integer FROM people me JOIN people p ON p.name COLLATE "C" = me.name COLLATE "C" AND p.birth_date = me.birth_date
         WHERE me.id = $2 AND p.id <> me.id AND p.merged_into IS NULL) AS namesakes`, [claim.id, claim.personId]);
    return {
      alreadyAwarded: row?.awarded ?? false,
      sharedDocument: shared('document', 'anybody'),
      sharedAccount: shared('account', 'others'),
      sharedMobile: shared('mobile', 'others'),
      namesakes: row?.namesakes ?? 0,
    };
  }
}
