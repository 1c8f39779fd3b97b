import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DatabaseConnection } from './config/database.js';
import { DemoClock, SystemClock } from './config/clocks.js';
import type { Environment } from './config/env.js';
import { FieldCipher } from './platform/crypto/field-cipher.js';
import { loadOrCreateKeyFile } from './platform/crypto/key-file.js';
import { parseKeyring, type Keyring } from './platform/crypto/keyring.js';
import { type ApplicationRole, databaseExists, dropDatabase, ensureDatabase, prepareDatabase } from './platform/database/prepare.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/embedded/launcher.js';
import { prepareQueueSchema } from './platform/queue/queue-schema.js';
import type { Runtime } from './platform/runtime.js';
import { loadReferenceData } from '../seeds/load-reference.js';

/** A runtime and the way to close what it started. */
export interface OpenRuntime extends Runtime {
  /** Where the data is, in words. */
  readonly place: string;
  close(): Promise<void>;
}

const EMBEDDED_DATABASE = 'bangfu';

/** How to start. */
export interface StartOptions {
  readonly runJobs: boolean;
  /** Where to say what is happening. */
  readonly say: (line: string) => void;
  /** Called when the embedded PostgreSQL ends by itself. */
  readonly onDatabaseLost?: () => void;
  /** Throws away what an earlier demo left in its own data folder. Embedded demo only. */
  readonly afresh?: boolean;
}

/**
 * Brings up what a process stands on: the embedded PostgreSQL unless DATABASE_URL is set, the keys, the migrated
 * database with its reference data, the queue's schema and the clock.
 * @param environment the checked settings
 * @param options how to start
 * @throws Error in plain words that say what to do
 */
export async function openRuntime(
  environment: Environment, options: StartOptions,
): Promise<OpenRuntime> {
  const dataFolder = resolve(environment.DATA_FOLDER);
  return environment.DATABASE_URL
    ? openExternal(environment, environment.DATABASE_URL, dataFolder, options.runJobs)
    : openEmbedded(environment, dataFolder, options);
}

async function openEmbedded(
  environment: Environment, dataFolder: string, options: StartOptions,
): Promise<OpenRuntime> {
  const server = await startEmbeddedPostgres({ dataFolder, log: options.say, onLost: options.onDatabaseLost ?? (() => undefined) });
  try {
    if (options.afresh && environment.BANGFU_DEMO) await clearDemo(server, dataFolder);
    // The keys come first: data without its keys would be lost, keys without data are not.
    const keyring = environment.BANGFU_ENCRYPTION_KEYS && environment.BANGFU_HMAC_KEY
      ? parseKeyring({ encryptionKeys: environment.BANGFU_ENCRYPTION_KEYS, hmacKey: environment.BANGFU_HMAC_KEY })
      : loadOrCreateKeyFile(dataFolder, { mayCreate: !(await databaseExists(server.url('postgres'), EMBEDDED_DATABASE)) });
    await ensureDatabase(server.url('postgres'), EMBEDDED_DATABASE);
    const connection = await prepare(server.url(EMBEDDED_DATABASE), undefined, keyring, environment);
    const clock = environment.BANGFU_DEMO ? new DemoClock(dataFolder) : new SystemClock();
    return {
      environment, connection, keyring, clock, filesFolder: join(dataFolder, 'files'), queueName: 'bangfu', runJobs: options.runJobs,
      place: dataFolder, close: () => server.stop(),
    };
  } catch (error) {
    await stopQuietly(server);
    throw error;
  }
}

async function openExternal(environment: Environment, databaseUrl: string, dataFolder: string, runJobs: boolean): Promise<OpenRuntime> {
  const keyring = parseKeyring({
    encryptionKeys: environment.BANGFU_ENCRYPTION_KEYS ?? '', hmacKey: environment.BANGFU_HMAC_KEY ?? '',
  });
  const ownerUrl = environment.DATABASE_MIGRATION_URL ?? databaseUrl;
  const connection = await prepare(ownerUrl, environment.DATABASE_MIGRATION_URL ? databaseUrl : undefined, keyring, environment);
  const { host, pathname } = new URL(databaseUrl);
  return {
    environment, connection, keyring, clock: new SystemClock(), filesFolder: join(dataFolder, 'files'),
    queueName: `bangfu-${decodeURIComponent(pathname.slice(1))}`, runJobs,
    place: `postgres://${host}${pathname} 与 ${join(dataFolder, 'files')}`, close: async () => undefined,
  };
}

/** Migrates, loads reference data, and says how to connect as the application role. */
async function prepare(
  ownerUrl: string, givenApplicationUrl: string | undefined, keyring: Keyring, environment: Environment,
): Promise<DatabaseConnection> {
  const database = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
  const role: ApplicationRole = givenApplicationUrl
    ? { name: decodeURIComponent(new URL(givenApplicationUrl).username) }
    : { name: `${database}_app`, password: new FieldCipher(keyring).deriveSecret(`database role of ${database}`) };
  await prepareDatabase(ownerUrl, role, loadReferenceData);
  if (!environment.REDIS_URL) await prepareQueueSchema({ ownerUrl, applicationRole: role.name });
  const applicationUrl = givenApplicationUrl
    ?? Object.assign(new URL(ownerUrl), { username: encodeURIComponent(role.name), password: role.password }).href;
  return { applicationUrl, ownerUrl, poolSize: environment.DATABASE_POOL_SIZE };
}

/** The server is up, so the data folder is locked and nobody else's demo runs in it. */
async function clearDemo(server: EmbeddedPostgres, dataFolder: string): Promise<void> {
  await dropDatabase(server.url('postgres'), EMBEDDED_DATABASE);
  await rm(join(dataFolder, 'files'), { recursive: true, force: true });
  await rm(join(dataFolder, 'demo-clock.json'), { force: true });
}

async function stopQuietly(server: EmbeddedPostgres): Promise<void> {
  await server.stop().catch(() => undefined);
}
