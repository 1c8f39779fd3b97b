import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded/launcher.js';
import { prepareDatabase } from '../../src/platform/database/prepare.js';
import { loadReferenceData } from '../../seeds/load-reference.js';

/** The PostgreSQL server of this test run: an address with the right to create databases and roles. */
export interface TestServer {
  readonly url: (database: string) => string;
  stop(): Promise<void>;
}

/** Uses the server of TEST_DATABASE_URL, or starts the embedded one in a folder of its own. */
export async function startTestServer(): Promise<TestServer> {
  const external = process.env['TEST_DATABASE_URL'];
  if (external) {
    return { url: (database) => Object.assign(new URL(external), { pathname: `/${database}` }).href, stop: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), 'bangfu-test-'));
  const server = await startEmbeddedPostgres({ dataFolder: folder, settings: { max_connections: '300' } });
  return {
    url: (database) => server.url(database),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs statements on a database of the server, each on its own. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes a migrated database with reference data, to be cloned. Its application role carries its name. */
export async function makeTemplate(server: TestServer, name: string): Promise<void> {
  await administer(server.url('postgres'), `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`);
  await prepareDatabase(server.url(name), { name: `${name}_app`, password: 'only-for-tests' }, loadReferenceData);
}

/** Removes the databases and roles of a run. */
export async function removeRun(server: TestServer, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [name]);
    for (const { datname } of rows) await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
    await client.query(`DROP ROLE IF EXISTS "${name}_app"`);
  } finally {
    await client.end();
  }
}
