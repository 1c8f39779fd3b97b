/** Every role, each given to an account for a branch with dates. */
export const roles = [
  'caseworker', 'reviewer', 'approver', 'cashier', 'financeApprover', 'counsellor', 'analyst', 'auditor', 'administrator',
] as const;

export type Role = (typeof roles)[number];

/** What holding any role gives. */
const everybody = ['organizations:read'] as const;

const deciding = ['members:read', 'plans:read', 'cards:read', 'claims:read', 'claims:reveal', 'reviews:read', 'reviews:decide'] as const;

/** What each role gives beyond that. Keep in step with the routes: a permission that no route asks for is dead. */
const given: Readonly<Record<Role, readonly string[]>> = {
  caseworker: [
    'members:read', 'members:write', 'people:search', 'people:reveal', 'imports:read', 'imports:write', 'plans:read',
    'cards:read', 'cards:write', 'claims:read', 'claims:write', 'claims:reveal',
  ],
  reviewer: deciding,
  approver: deciding,
  cashier: ['funds:read', 'funds:contribute', 'payables:read', 'payables:pay', 'payables:reveal'],
  financeApprover: ['funds:read', 'funds:manage', 'plans:read', 'plans:manage', 'payables:read'],
  counsellor: [],
  analyst: ['summaries:read', 'plans:read', 'funds:read', 'cards:read'],
  auditor: ['audit:read'],
  administrator: ['organizations:manage', 'accounts:read', 'accounts:manage', 'jobs:manage'],
};

/** The permissions that a set of roles gives together; none for no role. */
export function permissionsOf(held: readonly Role[]): ReadonlySet<string> {
  return new Set(held.flatMap((role) => [...everybody, ...given[role]]));
}
