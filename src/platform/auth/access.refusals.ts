import { defineRefusals } from '../../kernel/refusals.js';

/** Who may not come in, in order of precedence. */
export const accessRefusals = defineRefusals({
  'access.unauthenticated': {
    kind: 'unauthenticated', zh: '请先登录；登录可能已过期', en: 'Please sign in; the session may have ended',
  },
  'access.organization_malformed': {
    kind: 'invalid', zh: 'Organization-Id 请求头须为 UUID', en: 'The Organization-Id header must be a UUID',
  },
  'access.permission_missing': {
    kind: 'forbidden', zh: '您在该组织的角色不包含此项权限', en: 'The roles that you hold for this organization do not permit this',
  },
});

export type AccessRefusal = keyof typeof accessRefusals;
