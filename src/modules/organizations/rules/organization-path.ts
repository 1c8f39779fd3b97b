/** Levels of the union tree below the national federation. */
export const childLevels = [
  'province', 'prefecture', 'county', 'zone', 'town', 'village', 'enterprise', 'unit', 'department', 'industry',
] as const;
export const organizationLevels = ['national', ...childLevels] as const;

export type OrganizationLevel = (typeof organizationLevels)[number];

/** A code is a part of a path, so it may hold neither a dot nor anything that sorts around it. */
export const codePattern = /^[0-9A-Za-z]{1,20}$/;

/** Paths are index keys of every table; this keeps them short. */
export const MAXIMUM_DEPTH = 12;

/**
 * The path of an organization under its parent: the codes from the root down, each ended by a dot (`320500.320584.`).
 * @returns null when the tree would be deeper than `MAXIMUM_DEPTH`
 */
export function childPath(parentPath: string, code: string): string | null {
  const path = `${parentPath}${code}.`;
  return path.split('.').length - 1 > MAXIMUM_DEPTH ? null : path;
}
