import { permissionsOf, type Role } from './permissions.js';

/** A role as it was given: for a branch, from a first to a last day, both included. */
export interface RoleGrant {
  readonly role: Role;
  readonly organizationId: string;
  /** Path of the organization for which it was given; it reaches everything below. */
  readonly organizationPath: string;
  /** `YYYY-MM-DD` */
  readonly validFrom: string;
  /** `YYYY-MM-DD`, or null without an end. */
  readonly validTo: string | null;
}

/** What an account may do in one branch. */
export interface BranchAccess {
  /** Roles held today at the branch or above it. */
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<string>;
}

/** The grants that hold on a day. */
export function heldOn<Grant extends RoleGrant>(grants: readonly Grant[], today: string): Grant[] {
  return grants.filter((grant) => grant.validFrom <= today && (grant.validTo === null || today <= grant.validTo));
}

/**
 * Decides whether an account may work in a branch. Only roles given at the branch or above it count, so a role given
 * at Suzhou does not widen one given at Wujiang: the permission must come from a role that reaches the branch asked for.
 * @param grants every role given to the account
 * @param branchPath path of the branch asked for
 * @param permission what the route needs; null when any role will do
 * @param today the business date, `YYYY-MM-DD`
 * @returns the roles held for the branch with their permissions, or which refusal stands
 */
export function decideBranchAccess(
  grants: readonly RoleGrant[], branchPath: string, permission: string | null, today: string,
): BranchAccess | 'access.branch_not_allowed' | 'access.permission_missing' {
  const reaching = heldOn(grants, today).filter((grant) => branchPath.startsWith(grant.organizationPath));
  if (reaching.length === 0) return 'access.branch_not_allowed';
  const held = [...new Set(reaching.map((grant) => grant.role))];
  const permissions = permissionsOf(held);
  if (permission !== null && !permissions.has(permission)) return 'access.permission_missing';
  return { roles: held, permissions };
}

/**
 * The branch of a request that names none: the account's own organization when a role held today reaches it,
 * else the organization of the first role held today.
 * @returns undefined when no role is held today
 */
export function defaultBranch(
  home: { readonly organizationId: string; readonly organizationPath: string }, grants: readonly RoleGrant[], today: string,
): { readonly organizationId: string; readonly organizationPath: string } | undefined {
  const held = heldOn(grants, today);
  if (held.some((grant) => home.organizationPath.startsWith(grant.organizationPath))) return home;
  return held[0];
}
