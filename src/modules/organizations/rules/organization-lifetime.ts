/** The days on which an organization exists, both included; `validTo` null means that no end is known. */
export interface Lifetime {
  /** `YYYY-MM-DD` */
  readonly validFrom: string;
  /** `YYYY-MM-DD` or null */
  readonly validTo: string | null;
}

/** True when an organization exists on a day. Dates are `YYYY-MM-DD`, whose order is that of their text. */
export function isOpenOn(organization: Lifetime, date: string): boolean {
  return organization.validFrom <= date && (organization.validTo === null || date <= organization.validTo);
}

export type ClosingFault = 'organizations.closes_before_opening' | 'organizations.parent_closed' | 'organizations.has_open_children';

/**
 * Whether an organization may have a new last day: not before its first, not after its parent's, not before its children's.
 * @param organization as it stands
 * @param validTo the new last day, or null to keep it open
 * @param parent null for the root of the tree
 * @param childrenValidTo the children's last days
 * @returns the first fault, or null
 */
export function closingFault(
  organization: Lifetime, validTo: string | null, parent: Lifetime | null, childrenValidTo: readonly (string | null)[],
): ClosingFault | null {
  if (validTo !== null && validTo < organization.validFrom) return 'organizations.closes_before_opening';
  if (parent && endsAfter(validTo, parent.validTo)) return 'organizations.parent_closed';
  return childrenValidTo.some((child) => endsAfter(child, validTo)) ? 'organizations.has_open_children' : null;
}

function endsAfter(end: string | null, limit: string | null): boolean {
  return limit !== null && (end === null || end > limit);
}
