import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import type { Tx } from '../../platform/database/transactions.js';
import './plans.refusals.js';
import type { PlanRefusal } from './plans.refusals.js';
import type { ExplainedExclusion, PlanIllness, ReferenceCatalogue } from './rules/plan-illnesses.js';
import type { PlanVersionTerms } from './rules/plan-version.js';

/** A plan as use cases need it. */
export interface PlanRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly fundId: string;
}

/** One version of a plan. */
export interface PlanVersionRecord extends PlanVersionTerms {
  readonly id: string;
  readonly planId: string;
  readonly fundId: string;
  readonly number: number;
  readonly illnessCount: number;
  readonly notCovered: readonly ExplainedExclusion[];
}

/** A version to be written, with the copy of its illnesses. */
export interface NewPlanVersion extends PlanVersionTerms {
  readonly id: string;
  readonly number: number;
  readonly illnessCount: number;
  readonly illnesses: readonly PlanIllness[];
  readonly notCovered: readonly ExplainedExclusion[];
}

const SELECT_PLAN = `SELECT id, organization_id AS "organizationId", organization_path AS "organizationPath", fund_id AS "fundId"
  FROM mutual_aid_plans WHERE id = $1`;

const SELECT_VERSION = `
  SELECT v.id, v.plan_id AS "planId", p.fund_id AS "fundId", v.number, v.valid_from::text AS "validFrom", v.valid_to::text AS "validTo",
    v.benefit_fen AS "benefitFen", v.illness_count AS "illnessCount", v.card_term_months AS "cardTermMonths", v.waiting_days AS "waitingDays",
    v.claim_deadline_days AS "claimDeadlineDays", v.minimum_hospital_grade AS "minimumHospitalGrade", v.minimum_age AS "minimumAge",
    v.maximum_age AS "maximumAge", v.first_review_working_days AS "firstReviewWorkingDays",
    v.final_review_working_days AS "finalReviewWorkingDays", v.required_documents AS "requiredDocuments",
    v.waivable_findings AS "waivableFindings", v.not_covered AS "notCovered"
  FROM plan_versions v JOIN mutual_aid_plans p ON p.id = v.plan_id`;

/** All SQL that writes plans and their versions, and what use cases read of them. */
@Injectable()
export class PlansRepository {
  /** A plan of the branch or above it. */
  async find(tx: Tx, id: string): Promise<PlanRecord | undefined> {
    return tx.row<PlanRecord>(SELECT_PLAN, [id]);
  }

  /** A plan of the branch, locked so that its versions are numbered one after the other. */
  async lock(tx: Tx, id: string): Promise<PlanRecord | undefined> {
    return tx.row<PlanRecord>(`${SELECT_PLAN} FOR UPDATE`, [id]);
  }

  /** Every version of these plans, the earliest of each first. */
  async versionsOf(tx: Tx, planIds: readonly string[]): Promise<PlanVersionRecord[]> {
    const rows = await tx.rows<VersionRow>(`${SELECT_VERSION} WHERE v.plan_id = ANY ($1::uuid[]) ORDER BY v.plan_id, v.number`, [planIds]);
    return rows.map(versionOf);
  }

  /**
   * One version with the fund that pays for it.
   * @throws Refused `plan.version_not_found` when it is out of sight
   */
  async planVersion(tx: Tx, id: string): Promise<PlanVersionRecord> {
    const row = await tx.row<VersionRow>(`${SELECT_VERSION} WHERE v.id = $1`, [id]);
    if (!row) throw new Refused<PlanRefusal>('plan.version_not_found');
    return versionOf(row);
  }

  /** A reference catalogue by its code. */
  async referenceCatalogue(tx: Tx, code: string): Promise<ReferenceCatalogue | undefined> {
    return (await tx.row<{ content: ReferenceCatalogue }>('SELECT content FROM illness_catalogues WHERE code = $1', [code]))?.content;
  }

  /** @throws Refused `plan.code_taken` when the organization has one with that code */
  async add(tx: Tx, plan: { readonly id: string; readonly code: string; readonly nameZh: string; readonly fundId: string }): Promise<void> {
    await tx.affected(
      'INSERT INTO mutual_aid_plans (id, organization_id, organization_path, code, name_zh, fund_id) VALUES ($1, $2, $3, $4, $5, $6)',
      [plan.id, tx.actor.organizationId, tx.actor.scope, plan.code, plan.nameZh, plan.fundId]);
  }

  /** Counts the plan's version up, because it shows a new one. */
  async touch(tx: Tx, planId: string): Promise<void> {
    await tx.affected('UPDATE mutual_aid_plans SET version = version + 1 WHERE id = $1', [planId]);
  }

  /** Writes a version with its illnesses. The database holds at the commit that the list is complete. */
  async addVersion(tx: Tx, plan: Pick<PlanRecord, 'id' | 'organizationPath'>, version: NewPlanVersion): Promise<void> {
    await tx.affected(
      `INSERT INTO plan_versions (id, plan_id, organization_path, number, valid_from, valid_to, benefit_fen, illness_count, card_term_months,
         waiting_days, claim_deadline_days, minimum_hospital_grade, minimum_age, maximum_age, first_review_working_days,
         final_review_working_days, required_documents, waivable_findings, not_covered)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
      [version.id, plan.id, plan.organizationPath, version.number, version.validFrom, version.validTo, version.benefitFen, version.illnessCount,
        version.cardTermMonths, version.waitingDays, version.claimDeadlineDays, version.minimumHospitalGrade, version.minimumAge, version.maximumAge,
        version.firstReviewWorkingDays, version.finalReviewWorkingDays, version.requiredDocuments, version.waivableFindings,
        JSON.stringify(version.notCovered)]);
    await tx.affected(
      `INSERT INTO plan_illnesses (id, plan_version_id, organization_path, no, code, name_zh, name_en, rule, evidence_zh, evidence_en, origin, active)
       SELECT i.id, $1, $2, i.no, i.code, i."nameZh", i."nameEn", i.rule, i."evidenceZh", i."evidenceEn", i.origin, i.active
       FROM jsonb_to_recordset($3::jsonb) AS i(id uuid, no integer, code text, "nameZh" text, "nameEn" text, rule jsonb, "evidenceZh" text,
         "evidenceEn" text, origin text, active boolean)`,
      [version.id, plan.organizationPath, JSON.stringify(version.illnesses.map((illness) => ({ id: newId(), ...illness })))]);
  }
}

type VersionRow = Omit<PlanVersionRecord, 'benefitFen'> & { readonly benefitFen: string };

function versionOf(row: VersionRow): PlanVersionRecord {
  return { ...row, benefitFen: BigInt(row.benefitFen) };
}
