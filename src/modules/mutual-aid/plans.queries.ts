import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Clock } from '../../kernel/clock.js';
import { fenToJson } from '../../kernel/money.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { cursorOrThrow, type PageQuery } from '../../platform/http/pages.js';
import type { PlanDetailView, PlanIllnessesView, PlanIllnessView, PlanVersionView, PlanView } from './dto/plan.views.js';
import type { PlanRefusal } from './plans.refusals.js';
import { PlansRepository, type PlanVersionRecord } from './plans.repository.js';
import type { IllnessRule } from './rules/plan-illnesses.js';
import { versionInForce } from './rules/plan-version.js';

interface PlanRow extends Omit<PlanView, 'organization' | 'current'> {
  readonly organizationId: string;
  readonly organizationNameZh: string;
}

const SELECT_PLAN = `
  SELECT p.id, p.code, p.name_zh AS "nameZh", p.organization_id AS "organizationId", o.name_zh AS "organizationNameZh", p.fund_id AS "fundId", p.version
  FROM mutual_aid_plans p JOIN organizations o ON o.id = p.organization_id`;

/** What the API shows of plans: those of the branch, and those above it, whose cards the branch gives. */
@Injectable()
export class PlansQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly plans: PlansRepository,
    private readonly clock: Clock,
  ) {}

  /** A page in the order in which the plans were made. */
  async list(actor: Actor, query: PageQuery): Promise<Page<PlanView>> {
    const [after] = cursorOrThrow(query, ['uuid']) ?? [null];
    return this.transactions.read(actor, async (tx) => {
      const rows = await tx.rows<PlanRow>(`${SELECT_PLAN} WHERE $1::uuid IS NULL OR p.id > $1 ORDER BY p.id LIMIT $2`, [after, query.limit + 1]);
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
      const versions = await this.plans.versionsOf(tx, items.map((row) => row.id));
      return { items: items.map((row) => this.viewOf(row, versions.filter(({ planId }) => planId === row.id))), nextCursor };
    });
  }

  /** @throws Refused `plan.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<PlanDetailView> {
    return this.transactions.read(actor, async (tx) => {
      const row = await tx.row<PlanRow>(`${SELECT_PLAN} WHERE p.id = $1`, [id]);
      if (!row) throw new Refused<PlanRefusal>('plan.not_found');
      const versions = await this.plans.versionsOf(tx, [id]);
      const { current, ...plan } = this.viewOf(row, versions);
      return { ...plan, current, versions: versions.map((version) => versionView(version, current?.id)) };
    });
  }

  /**
   * The illnesses of one version, with where each comes from.
   * @param versionNumber the version in force today when undefined
   * @throws Refused `plan.not_found`, `plan.version_not_found`
   */
  async illnesses(actor: Actor, planId: string, versionNumber: number | undefined): Promise<PlanIllnessesView> {
    return this.transactions.read(actor, async (tx) => {
      if (!(await this.plans.find(tx, planId))) throw new Refused<PlanRefusal>('plan.not_found');
      const versions = await this.plans.versionsOf(tx, [planId]);
      const version = versionNumber === undefined
        ? versionInForce(versions, this.clock.today()) : versions.find(({ number }) => number === versionNumber);
      if (!version) throw new Refused<PlanRefusal>('plan.version_not_found');
      return { versionNumber: version.number, items: await illnessesOf(tx, version.id), notCovered: [...version.notCovered], nextCursor: null };
    });
  }

  private viewOf(row: PlanRow, versions: readonly PlanVersionRecord[]): PlanView {
    const { organizationId, organizationNameZh, ...plan } = row;
    const current = versionInForce(versions, this.clock.today());
    return {
      ...plan, organization: { id: organizationId, nameZh: organizationNameZh }, current: current ? versionView(current, current.id) : null,
    };
  }
}

function versionView(version: PlanVersionRecord, currentId: string | undefined): PlanVersionView {
  const { id, number, validFrom, validTo, benefitFen, illnessCount, cardTermMonths, waitingDays, claimDeadlineDays, minimumHospitalGrade,
    minimumAge, maximumAge, firstReviewWorkingDays, finalReviewWorkingDays, requiredDocuments, waivableFindings } = version;
  return {
    id, number, validFrom, validTo, inForce: id === currentId, benefitFen: fenToJson(benefitFen), illnessCount, cardTermMonths, waitingDays,
    claimDeadlineDays, minimumHospitalGrade, minimumAge, maximumAge, firstReviewWorkingDays, finalReviewWorkingDays, requiredDocuments, waivableFindings,
  };
}

async function illnessesOf(tx: Tx, versionId: string): Promise<PlanIllnessView[]> {
  type Row = Omit<PlanIllnessView, keyof IllnessRule> & { readonly rule: IllnessRule };
  const rows = await tx.rows<Row>(
    `SELECT id, no, code, name_zh AS "nameZh", name_en AS "nameEn", origin, active, rule, evidence_zh AS "evidenceZh", evidence_en AS "evidenceEn"
     FROM plan_illnesses WHERE plan_version_id = $1 ORDER BY no`, [versionId]);
  return rows.map(({ rule, ...illness }) => {
    const { icd10Ranges, operationCodes, anyDiagnosis, excluded } = rule;
    return { ...illness, icd10Ranges: [...icd10Ranges], operationCodes: [...operationCodes], anyDiagnosis, excluded: [...excluded] };
  });
}
