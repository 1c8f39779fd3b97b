import type { Tx } from '../../../platform/database/transactions.js';

/**
 * Who of these people is a member in a branch, and how old: what a programme for members looks at before it takes a set of people.
 * @param organizationPath the top of the branch, itself in the transaction's branch
 * @param day a membership must not have ended before it, `YYYY-MM-DD`
 * @returns birth dates (`YYYY-MM-DD`) by person; whoever is no member there is absent
 */
export async function memberBirthDates(
  tx: Tx, personIds: readonly string[], organizationPath: string, day: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ id: string; birthDate: string }>(
    `SELECT p.id, p.birth_date::text AS "birthDate" FROM people p
     WHERE p.id = ANY ($1::uuid[]) AND p.merged_into IS NULL AND EXISTS (
       SELECT 1 FROM memberships m WHERE m.person_id = p.id AND (m.valid_to IS NULL OR m.valid_to >= $3::date)
         AND m.organization_path >= $2 AND m.organization_path < $2 || chr(1114111))`, [personIds, organizationPath, day]);
  return new Map(rows.map(({ id, birthDate }) => [id, birthDate]));
}
