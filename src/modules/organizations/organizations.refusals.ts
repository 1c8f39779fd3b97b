import { defineRefusals } from '../../kernel/refusals.js';
import '../../platform/database/versions.js';

/** What this module refuses, in order of precedence. */
export const organizationRefusals = defineRefusals({
  'organizations.not_found': {
    kind: 'not_found', zh: '没有这个组织，或不在您的管辖范围内', en: 'There is no such organization, or it lies outside your branch',
  },
  'organizations.closed': {
    kind: 'unprocessable', zh: '该组织在 {date} 尚未设立或已经撤销', en: 'The organization is not open on {date}',
  },
  'organizations.parent_closed': {
    kind: 'unprocessable', zh: '上级组织在此日期尚未设立或已经撤销', en: 'The parent organization is not open on that date',
  },
  'organizations.code_taken': {
    kind: 'conflict', zh: '上级组织下已有相同代码的组织', en: 'The parent already has an organization with this code',
  },
  'organizations.uscc_taken': {
    kind: 'conflict', zh: '该统一社会信用代码已登记在另一个组织名下，请核对', en: 'This unified social credit code stands at another organization; compare it',
  },
  'organizations.too_deep': {
    kind: 'unprocessable', zh: '组织层级过深（最多 {maximumDepth} 级）', en: 'The tree is at most {maximumDepth} levels deep',
  },
  'organizations.closes_before_opening': {
    kind: 'unprocessable', zh: '撤销日期不得早于设立日期 {validFrom}', en: 'It can not close before the day it opened, {validFrom}',
  },
  'organizations.has_open_children': {
    kind: 'unprocessable', zh: '下级组织在该日期之后仍然存续，请先撤销下级组织', en: 'A child organization is open beyond that date; close it first',
  },
});

export type OrganizationRefusal = keyof typeof organizationRefusals;
