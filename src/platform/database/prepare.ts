import pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { callableFunctions, tableCatalogue, type TableDeclaration } from '../../../migrations/table-catalogue.js';
import { ownerDataSource } from '../../config/database.js';

/** The application role as it should be: its name and, when the program makes it, its password. */
export interface ApplicationRole {
  readonly name: string;
  /** Undefined when somebody else manages the role; then it must exist. */
  readonly password?: string;
}

const MIGRATION_LOCK = 7_246_351;

/**
 * Brings a database to the current schema and gives the application role exactly the grants of the catalogue.
 * Safe to run twice and from several processes at once.
 * @param ownerUrl address of the database as its owner
 * @param role the application role
 * @param afterwards work on the same connection and under the same lock, such as loading reference data
 * @throws Error in plain words when the owner may not make the role
 */
export async function prepareDatabase(
  ownerUrl: string, role: ApplicationRole, afterwards?: (runner: QueryRunner) => Promise<void>,
): Promise<void> {
  const source = ownerDataSource(ownerUrl);
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await makeRole(runner, role);
    await source.runMigrations({ transaction: 'each' });
    await runner.startTransaction();
    for (const statement of grantStatements(quoted(role.name))) await runner.query(statement);
    await afterwards?.(runner);
    await runner.commitTransaction();
  } finally {
    await runner.release();
    await source.destroy();
  }
}

/** True when the server has a database of that name. */
export async function databaseExists(adminUrl: string, name: string): Promise<boolean> {
  return connected(adminUrl, async (client) => (await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rows.length > 0);
}

/**
 * Makes a database of this program's own on a server, when it is not there.
 * @param adminUrl another database of the server, with the right to create one
 */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  if (await databaseExists(adminUrl, name)) return;
  await connected(adminUrl, (client) => client.query(`CREATE DATABASE ${quoted(name)} TEMPLATE template0 ENCODING 'UTF8'`));
}

/** Removes a database with all that is in it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await connected(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`));
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeRole(runner: QueryRunner, role: ApplicationRole): Promise<void> {
  const known: unknown[] = await runner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name]);
  if (role.password === undefined) {
    if (known.length === 0) throw new Error(`The role ${role.name} of DATABASE_URL does not exist; create it, or leave DATABASE_MIGRATION_URL unset.`);
    return;
  }
  try {
    // A new role has no rights by default, and only a superuser may name superuser rights of a known one; `assertHarmlessRole` looks later.
    await runner.query(`${known.length === 0 ? 'CREATE ROLE' : 'ALTER ROLE'} ${quoted(role.name)} LOGIN PASSWORD '${role.password}'`);
  } catch (error) {
    if ((error as { code?: string }).code === '23505' || (error as { code?: string }).code === 'XX000') return; // somebody else has just made it
    throw new Error(`The owner of DATABASE_URL may not create the role ${role.name}: give it CREATEROLE, or make an application role yourself `
      + `and set DATABASE_URL to it and DATABASE_MIGRATION_URL to the owner. (${(error as Error).message})`);
  }
}

function grantStatements(role: string): string[] {
  const perTable = Object.entries<TableDeclaration>(tableCatalogue).flatMap(([table, declaration]) => [
    `REVOKE ALL ON ${table} FROM ${role}`,
    ...declaration.grants.map((grant) =>
      typeof grant === 'string'
        ? `GRANT ${grant} ON ${table} TO ${role}`
        : `GRANT ${grant.privilege} (${grant.columns.join(', ')}) ON ${table} TO ${role}`),
  ]);
  return [
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    `GRANT USAGE ON SCHEMA public TO ${role}`,
    `REVOKE CREATE ON SCHEMA public FROM ${role}`,
    'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC',
    `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM ${role}`,
    ...perTable,
    // A temporary table of the caller would otherwise come before the real one inside a function that acts as the owner.
    `DO $$ DECLARE f regprocedure; BEGIN
       FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
                 AND NOT coalesce(proconfig, '{}') @> '{"search_path=pg_catalog, public, pg_temp"}' LOOP
         EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', f);
       END LOOP;
     END $$`,
    `GRANT SELECT ON migrations TO ${role}`,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    `DO $$ DECLARE f regprocedure; BEGIN
       FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                 AND proname = ANY ('{${callableFunctions.join(',')}}') LOOP
         EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO ${role}', f);
       END LOOP;
     END $$`,
  ];
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Refuses to serve when the connected role could get round a policy.
 * @throws Error naming what is wrong with the role
 */
export async function assertHarmlessRole(application: DataSource): Promise<void> {
  const [role] = (await application.query(`
    SELECT current_user AS name, session_user AS session_name, r.rolsuper, r.rolbypassrls, r.rolcreaterole,
      ARRAY(SELECT m.rolname::text FROM pg_roles m WHERE m.oid <> r.oid AND pg_has_role(session_user, m.oid, 'MEMBER')
            AND (m.rolsuper OR m.rolbypassrls OR m.rolcreaterole OR m.rolname LIKE 'pg\\_%')) AS memberships,
      (SELECT count(*)::int FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS owned,
      has_schema_privilege(current_user, 'public', 'CREATE') AS creates
    FROM pg_roles r WHERE r.rolname = session_user`)) as {
    name: string; session_name: string; rolsuper: boolean; rolbypassrls: boolean; rolcreaterole: boolean; owned: number; creates: boolean; memberships: string[];
  }[];
  if (!role) throw new Error('The database does not know the role of this connection.');
  const faults = [
    role.rolsuper && 'it is a superuser',
    role.rolbypassrls && 'it has BYPASSRLS',
    role.rolcreaterole && 'it may create roles',
    role.memberships.length > 0 && `it is a member of ${role.memberships.join(', ')}`,
    role.owned > 0 && `it owns ${role.owned} tables`,
    role.creates && 'it may create tables',
    role.name !== role.session_name && `it is put on over ${role.session_name}`,
  ].filter(Boolean);
  if (faults.length > 0) {
    throw new Error(`The database role ${role.name} could get round the policies that keep branches apart: ${faults.join(', ')}. `
      + 'Set DATABASE_URL to a plain role and DATABASE_MIGRATION_URL to the owner, or leave only DATABASE_URL and let the program make the role.');
  }
}
