import { defineRefusals } from '../../kernel/refusals.js';
import { constraintMeans } from '../../platform/database/constraints.js';

/** What plans refuse, in order of precedence. */
export const plansRefusals = defineRefusals({
  'plan.not_found': { kind: 'not_found', zh: '没有这个互助保障计划，或不在您的管辖范围内。', en: 'There is no such mutual-aid plan, or it lies outside your branch.' },
  'plan.of_other_branch': {
    kind: 'forbidden', zh: '该计划由上级组织制定，只能由上级组织修订。', en: 'The plan belongs to an organization above yours; only that one may change it.',
  },
  'plan.version_not_found': { kind: 'not_found', zh: '该计划没有这个版本，或今天没有生效的版本。', en: 'The plan has no such version, or none is in force today.' },
  'plan.fund_not_found': {
    kind: 'unprocessable', zh: '没有这个基金，或它不属于本组织及上级组织。', en: 'There is no such fund at this organization or above it.',
  },
  'plan.fund_of_other_purpose': {
    kind: 'unprocessable', zh: '该基金的用途不是互助保障，不能用于本计划。', en: 'The fund serves another purpose and can not pay for a mutual-aid plan.',
  },
  'plan.catalogue_unknown': { kind: 'unprocessable', zh: '没有这个病种目录：{catalogue}。', en: 'There is no illness catalogue {catalogue}.' },
  'plan.catalogue_unsound': {
    kind: 'unprocessable', zh: '病种目录不完整或自相矛盾，不能采用：{faults}。', en: 'The illness catalogue is incomplete or contradicts itself: {faults}.',
  },
  'plan.version_invalid': { kind: 'unprocessable', zh: '计划条款有误，请检查标出的各项。', en: 'The terms of the plan are not right; see the fields named.' },
  'plan.version_not_later': {
    kind: 'conflict', zh: '新版本的生效日期须晚于上一版本（{lastValidFrom}）。', en: 'A new version starts later than the last one ({lastValidFrom}).',
  },
  'plan.code_taken': { kind: 'conflict', zh: '本组织已有相同代码的计划。', en: 'This organization has a plan with that code already.' },
});

export type PlanRefusal = keyof typeof plansRefusals;

constraintMeans('mutual_aid_plans_organization_id_code_key', 'plan.code_taken');
constraintMeans('mutual_aid_plans_fund_id_fkey', 'plan.fund_not_found');
constraintMeans('plan_versions_complete_list', 'plan.catalogue_unsound', { faults: 'illness_count' });
