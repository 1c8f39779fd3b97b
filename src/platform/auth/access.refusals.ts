import { defineRefusals } from '../../kernel/refusals.js';

/** Who may not come in, in order of precedence. */
export const accessRefusals = defineRefusals({
  'access.unauthenticated': {
    kind: 'unauthenticated', zh: '请先登录；登录可能已过期', en: 'Please sign in; the session may have ended',
  },
  'access.organization_malformed': {
    kind: 'invalid', zh: 'Organization-Id 请求头须为 UUID', en: 'The Organization-Id header must be a UUID',
  },
  'access.organization_unknown': {
    kind: 'not_found', zh: '没有这个组织，或不在您的管辖范围内', en: 'There is no such organization, or it lies outside your branch',
  },
  'access.forbidden': {
    kind: 'forbidden', zh: '您在此组织没有进行该操作的权限', en: 'You do not hold the permission for this in this organization',
  },
});

export type AccessRefusal = keyof typeof accessRefusals;
