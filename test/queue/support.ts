import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueOptions } from '../../src/platform/queue/queue-options.js';
import { prepareQueueSchema } from '../../src/platform/queue/queue-schema.js';
import { serverUrl } from '../support/database.js';
import { openProxy } from './proxy.js';

/** A server that the suite runs on; everything it made there goes with `drop`. */
export interface TestBackend {
  /** Options of a queue of its own: every call gives another prefix. */
  options(): QueueOptions;
  /** Options whose server can be taken away for good. */
  fleetingOptions(): Promise<{ options: QueueOptions; takeAway(): Promise<void> }>;
  /** How many connections the queues hold. */
  connections(): Promise<number>;
  /** Empties the backend under the running queues. */
  empty(): Promise<void>;
  /** Breaks every connection of the queues; returns how many there were. */
  cut(): Promise<number>;
  drop(): Promise<void>;
}

/** Address of the PostgreSQL server for tests, as a role that may create databases and roles. */
export function testServerUrl(): string {
  return serverUrl('postgres');
}

/** Address of the Redis server for tests; without one the tests on Redis are left out. */
export function testRedisUrl(): string | undefined {
  return process.env['TEST_REDIS_URL'];
}

function ownName(): string {
  return `queue_spec_${randomBytes(6).toString('hex')}`;
}

function queueOptions(prefix: string): QueueOptions {
  return { prefix, concurrency: 8, lockSeconds: 2, stalledCheckSeconds: 1, log: () => undefined };
}

/** Runs statements on one connection, each in its own transaction. */
export async function statements(url: string, ...texts: string[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let result: pg.QueryResult | undefined;
    for (const text of texts) result = await client.query(text);
    if (result === undefined) throw new Error('no statement');
    return result;
  } finally {
    await client.end();
  }
}

/** A fresh database with an application role that owns nothing. */
export async function freshDatabase(): Promise<{
  name: string;
  ownerUrl: string;
  applicationUrl: string;
  drop(): Promise<void>;
}> {
  const name = ownName();
  await statements(
    testServerUrl(),
    `CREATE DATABASE ${name}`,
    `CREATE ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${name}'`,
  );
  const owner = new URL(testServerUrl());
  owner.pathname = name;
  const application = new URL(owner);
  application.username = name;
  application.password = name;
  return {
    name,
    ownerUrl: owner.href,
    applicationUrl: application.href,
    drop: async () => {
      await statements(owner.href, `DROP OWNED BY ${name}`);
      await statements(
        testServerUrl(),
        `DROP DATABASE ${name} WITH (FORCE)`,
        `DROP ROLE ${name}`,
      );
    },
  };
}

/** Emptying tables under running workers may end in a deadlock, of which it can be the victim. */
async function untilNoDeadlock(run: () => Promise<unknown>): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      await run();
      return;
    } catch (error) {
      const deadlock = error instanceof pg.DatabaseError && error.code === '40P01';
      if (!deadlock || attempts === 20) throw error;
    }
  }
}

export async function postgresBackend(): Promise<TestBackend> {
  const database = await freshDatabase();
  const { name, ownerUrl, applicationUrl } = database;
  await prepareQueueSchema({ ownerUrl, applicationRole: name });
  const options = () => ({ ...queueOptions(ownName()), postgres: { applicationUrl, ownerUrl } });
  return {
    options,
    fleetingOptions: async () => {
      const proxy = await openProxy(applicationUrl, 5432);
      const postgres = { applicationUrl: proxy.url, ownerUrl };
      return { options: { ...options(), postgres }, takeAway: proxy.takeAway };
    },
    connections: async () => {
      const found = await statements(
        ownerUrl,
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = '${name}'`,
      );
      return Number(found.rows[0].count);
    },
    empty: async () => {
      const tables = await statements(
        ownerUrl,
        `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS names FROM pg_tables
          WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
      );
      await untilNoDeadlock(() => statements(ownerUrl, `TRUNCATE ${String(tables.rows[0].names)}`));
    },
    cut: async () => {
      const cut = await statements(
        ownerUrl,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${name}'`,
      );
      return cut.rowCount ?? 0;
    },
    drop: () => database.drop(),
  };
}

/** Removes every key below the prefix in one step, which is what FLUSHDB does to one deployment. */
const REMOVE_KEYS =
  "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";

export async function redisBackend(url: string): Promise<TestBackend> {
  const redis = new Redis(url);
  redis.on('error', () => undefined); // the running command rejects with the same error
  const redisPrefix = ownName();
  const empty = async () => {
    await redis.eval(REMOVE_KEYS, 0, `${redisPrefix}:*`);
  };
  const options = () => ({
    ...queueOptions(`${redisPrefix}_${ownName()}`),
    redisUrl: url,
    redisPrefix,
  });
  const connectionIds = async () =>
    String(await redis.client('LIST'))
      .split('\n')
      .filter((line) => line.includes(`name=${redisPrefix}`))
      .map((line) => String(/^id=(\d+)/.exec(line)?.[1]));
  return {
    options,
    fleetingOptions: async () => {
      const proxy = await openProxy(url, 6379);
      return { options: { ...options(), redisUrl: proxy.url }, takeAway: proxy.takeAway };
    },
    connections: async () => (await connectionIds()).length,
    empty,
    cut: async () => {
      const ids = await connectionIds();
      for (const id of ids) await redis.client('KILL', 'ID', id);
      return ids.length;
    },
    drop: async () => {
      await empty();
      await redis.quit();
    },
  };
}
