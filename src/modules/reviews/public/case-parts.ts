import { Injectable } from '@nestjs/common';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { CasePart } from '../rules/task-handling.js';
import '../reviews.refusals.js';
import type { ReviewRefusal } from '../reviews.refusals.js';

/** Who has which part in a case. The primary key holds it: one account, one part, whatever the code does. */
@Injectable()
export class CaseParts {
  /**
   * Takes a part for the acting person; taking the same part again changes nothing.
   * @param organizationId the case's organization; the branch of the request when left out
   * @throws Refused `review.four_eyes` when the account has another part in the case
   */
  async take(tx: Tx, subjectType: string, subjectId: string, part: CasePart, organizationId = tx.actor.organizationId): Promise<void> {
    const accountId = personOf(tx);
    await tx.affected(
      `INSERT INTO case_parts (subject_type, subject_id, account_id, part, organization_id) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (subject_type, subject_id, account_id) DO NOTHING`, [subjectType, subjectId, accountId, part, organizationId]);
    // A part in an organization out of sight stays out of sight here too, and so reads as another part.
    if ((await this.ownPart(tx, subjectType, subjectId)) !== part) throw new Refused<ReviewRefusal>('review.four_eyes');
  }

  /** The acting person's part in a case, or null. */
  async ownPart(tx: Tx, subjectType: string, subjectId: string): Promise<CasePart | null> {
    const row = await tx.row<{ part: CasePart }>(
      'SELECT part FROM case_parts WHERE subject_type = $1 AND subject_id = $2 AND account_id = $3', [subjectType, subjectId, personOf(tx)]);
    return row?.part ?? null;
  }
}

function personOf(tx: Tx): string {
  if (tx.actor.kind !== 'person' || !tx.actor.accountId) throw new Error('Only a person has a part in a case');
  return tx.actor.accountId;
}
