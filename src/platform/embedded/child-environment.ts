/**
 * The environment of PostgreSQL's programs: fixed, so that neither the caller's PG* variables nor its language reach them.
 * @param extra further variables
 */
export function childEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  return { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC', ...extra };
}
