import pg from 'pg';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { applicationDataSource } from '../../src/config/database.js';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { FieldCipher } from '../../src/platform/crypto/field-cipher.js';
import { generateKeyring, type Keyring } from '../../src/platform/crypto/keyring.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import { Outbox } from '../../src/platform/outbox/outbox.js';
import { seededOrganizationId } from '../../seeds/load-reference.js';
import { TestClock } from './clock.js';
import { administer } from './server.js';

export const SUZHOU = '000000.320000.320500.';
export const WUJIANG = '000000.320000.320500.320584.';
export const TAICANG = '000000.320000.320500.320585.';

/** A migrated database of a test's own, with what use cases need. */
export interface TestDatabase {
  readonly name: string;
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  readonly source: DataSource;
  readonly transactions: Transactions;
  readonly outbox: Outbox;
  readonly keyring: Keyring;
  readonly cipher: FieldCipher;
  readonly clock: TestClock;
  /** A connection as the owner, who is above the policies: for looking at what is really there. */
  readonly owner: pg.Client;
  organization(path: string): { id: string; path: string };
  /** An actor in a branch, with an account of its own unless one is given. The roles are held directly there. */
  actor(wanted: { path: string; roles: readonly string[]; permissions?: readonly string[]; accountId?: string }): Promise<Actor>;
  drop(): Promise<void>;
}

let count = 0;

/** Clones the run's template. Call `drop` when done. */
export async function freshDatabase(): Promise<TestDatabase> {
  const template = inject('template');
  const name = `${template}_${process.pid}_${(count += 1)}`;
  await cloneTemplate(template, name);
  const ownerUrl = serverUrl(name);
  const applicationUrl = Object.assign(new URL(ownerUrl), { username: `${template}_app`, password: 'only-for-tests' }).href;
  const source = await new DataSource(applicationDataSource({ applicationUrl, ownerUrl, poolSize: 30 })).initialize();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const clock = new TestClock();
  const keyring = generateKeyring();
  return {
    name, ownerUrl, applicationUrl, source, owner, clock, keyring,
    transactions: new Transactions(source, clock),
    outbox: new Outbox(),
    cipher: new FieldCipher(keyring),
    organization: (path) => ({ id: seededOrganizationId(path), path }),
    actor: (wanted) => makeActor(owner, wanted),
    drop: async () => {
      await source.destroy();
      await owner.end();
      await administer(serverUrl('postgres'), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

/** The address of a database of the run's server. */
export function serverUrl(database: string): string {
  return inject('serverUrl').replace('{database}', database);
}

/** PostgreSQL clones a template only while nobody is in it, so clones wait for one another. */
async function cloneTemplate(template: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await administer(serverUrl('postgres'), `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
    } catch (error) {
      if (tries >= 50 || (error as { code?: string }).code !== '55006') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function makeActor(
  owner: pg.Client, wanted: { path: string; roles: readonly string[]; permissions?: readonly string[]; accountId?: string },
): Promise<Actor> {
  const organizationId = seededOrganizationId(wanted.path);
  const accountId = wanted.accountId ?? newId();
  if (!wanted.accountId) {
    await owner.query(
      `INSERT INTO accounts (id, username, display_name, organization_id, organization_path, password_hash) VALUES ($1, $2, $3, $4, $5, 'none')`,
      [accountId, `t-${accountId}`, '测试账号', organizationId, wanted.path]);
  }
  return {
    kind: 'person',
    accountId,
    systemName: null,
    organizationId,
    scope: wanted.path,
    roles: wanted.roles,
    permissions: new Set(wanted.permissions ?? []),
    directRoles: wanted.roles.map((role) => ({ role, organizationPath: wanted.path })),
    requestId: newId(),
  };
}
