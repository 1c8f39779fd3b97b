import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { applicationDataSource } from '../../src/config/database.js';
import { assertHarmlessRole, prepareDatabase } from '../../src/platform/database/prepare.js';
import { loadReferenceData } from '../../seeds/load-reference.js';
import { serverUrl } from '../support/database.js';
import { administer } from '../support/server.js';

const name = `bangfu_prepare_${randomBytes(4).toString('hex')}`;
const owner = `${name}_owner`;
const password = 'only-for-tests';
const ownerUrl = () => Object.assign(new URL(serverUrl(name)), { username: owner, password }).href;
const applicationUrl = (role: string) => Object.assign(new URL(serverUrl(name)), { username: role, password }).href;

beforeAll(() => administer(serverUrl('postgres'),
  `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD '${password}'`,
  `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' OWNER ${owner}`));
afterAll(() => administer(serverUrl('postgres'),
  `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `DROP ROLE IF EXISTS ${name}_app`, `DROP ROLE IF EXISTS ${name}_own`, `DROP ROLE IF EXISTS ${name}_strong`,
  `DROP ROLE IF EXISTS ${owner}`));

describe('preparing a database as an owner who is no superuser', () => {
  it('makes everything once when three processes start at once, and again changes nothing', async () => {
    const prepare = () => prepareDatabase(ownerUrl(), { name: `${name}_app`, password }, loadReferenceData);
    await Promise.all([prepare(), prepare(), prepare()]);
    const picture = async () => {
      const client = new pg.Client({ connectionString: ownerUrl() });
      await client.connect();
      const { rows } = await client.query(`SELECT (SELECT count(*) FROM migrations) AS migrations, (SELECT count(*) FROM organizations) AS organizations,
        (SELECT count(*) FROM divisions) AS divisions, (SELECT count(*) FROM working_days) AS days, (SELECT count(*) FROM audit_log) AS audited`);
      await client.end();
      return rows[0];
    };
    const first = await picture();
    await prepare();
    expect(await picture()).toEqual(first);
    expect(Number(first.organizations)).toBeGreaterThan(20);
    const source = await new DataSource(applicationDataSource({ applicationUrl: applicationUrl(`${name}_app`), ownerUrl: ownerUrl(), poolSize: 2 })).initialize();
    await expect(assertHarmlessRole(source)).resolves.toBeUndefined();
    await source.destroy();
  });

  it('works with a role that somebody else has made, and says so when it is not there', async () => {
    await expect(prepareDatabase(ownerUrl(), { name: `${name}_own` })).rejects.toThrow(/does not exist/);
    await administer(serverUrl('postgres'), `CREATE ROLE ${name}_own LOGIN PASSWORD '${password}'`);
    await prepareDatabase(ownerUrl(), { name: `${name}_own` });
    const source = await new DataSource(applicationDataSource({ applicationUrl: applicationUrl(`${name}_own`), ownerUrl: ownerUrl(), poolSize: 2 })).initialize();
    await expect(assertHarmlessRole(source)).resolves.toBeUndefined();
    expect(await source.query('SELECT * FROM organizations')).toEqual([]);
    await source.destroy();
  });

  it('says in plain words when the owner may not make the role', async () => {
    await administer(serverUrl('postgres'), `ALTER ROLE ${owner} NOCREATEROLE`);
    await expect(prepareDatabase(ownerUrl(), { name: `${name}_other`, password })).rejects.toThrow(/give it CREATEROLE, or make an application role yourself/);
  });

  it('is refused by the server when the role could get round a policy', async () => {
    await administer(serverUrl('postgres'), `ALTER ROLE ${name}_own BYPASSRLS`);
    const source = await new DataSource(applicationDataSource({ applicationUrl: applicationUrl(`${name}_own`), ownerUrl: ownerUrl(), poolSize: 2 })).initialize();
    await expect(assertHarmlessRole(source)).rejects.toThrow(/BYPASSRLS/);
    await source.destroy();
  });

  it.each([['BYPASSRLS', ''], ['SUPERUSER', ''], ['NOLOGIN', 'pg_read_all_data']])('is refused too when it could become such a role: %s %s', async (right, group) => {
    const strong = group || `${name}_strong`;
    if (!group) await administer(serverUrl('postgres'), `CREATE ROLE ${strong} ${right}`);
    await administer(serverUrl('postgres'), `ALTER ROLE ${name}_own NOBYPASSRLS`, `GRANT ${strong} TO ${name}_own`);
    const source = await new DataSource(applicationDataSource({ applicationUrl: applicationUrl(`${name}_own`), ownerUrl: ownerUrl(), poolSize: 2 })).initialize();
    await expect(assertHarmlessRole(source)).rejects.toThrow(`it is a member of ${strong}`);
    await source.destroy();
    await administer(serverUrl('postgres'), `REVOKE ${strong} FROM ${name}_own`, ...(group ? [] : [`DROP ROLE ${strong}`]));
  });
});
