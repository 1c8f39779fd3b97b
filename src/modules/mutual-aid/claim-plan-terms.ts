import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { PlansRepository, type PlanVersionRecord } from './plans.repository.js';
import type { IllnessEntry } from './rules/illness-match.js';
import type { ExplainedCatalogue } from './rules/not-covered-sentence.js';
import type { IllnessRule } from './rules/plan-illnesses.js';

/** What a plan version promises and asks for; a claim keeps the version of its card whatever comes later. */
export type PlanTerms = PlanVersionRecord;

/** Reads of plans and codes that claims need. */
@Injectable()
export class ClaimPlanTerms {
  constructor(private readonly plans: PlansRepository) {}

  /** @throws Refused `plan.version_not_found` when it is out of sight */
  async of(tx: Tx, planVersionId: string): Promise<PlanTerms> {
    return this.plans.planVersion(tx, planVersionId);
  }

  /** The illnesses of a plan version, as they stood when it was made. */
  async catalogueOf(tx: Tx, terms: PlanTerms): Promise<ExplainedCatalogue> {
    const rows = await tx.rows<Pick<IllnessEntry, 'no' | 'code' | 'active'> & { rule: IllnessRule }>(
      'SELECT no, code, active, rule FROM plan_illnesses WHERE plan_version_id = $1 ORDER BY no', [terms.id]);
    return { entries: rows.map(({ rule, ...entry }) => ({ ...rule, ...entry })), notCovered: terms.notCovered };
  }

  /** Ranges of the ICD-10 categories that exist. */
  async knownCategories(tx: Tx): Promise<string[]> {
    const rows = await tx.rows<{ range: string }>('SELECT range FROM icd10_categories');
    return rows.map((row) => row.range);
  }
}
