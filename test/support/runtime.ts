import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/env.js';
import { prepareQueueSchema } from '../../src/platform/queue/queue-schema.js';
import type { Runtime } from '../../src/platform/runtime.js';
import { freshDatabase, type TestDatabase } from './database.js';

/** What a test's server stands on: a database and a folder of its own, a clock that the test moves. */
export interface TestRuntime {
  readonly database: TestDatabase;
  readonly runtime: Runtime;
  /** Drops the database and removes the folder; the server must be closed before. */
  remove(): Promise<void>;
}

/**
 * Makes a runtime; its queue is in the database unless the variables name a Redis.
 * @param options.runJobs whether the server runs the jobs
 * @param options.variables of the environment, beside or instead of those that every test has
 */
export async function freshRuntime({ runJobs, variables }: { runJobs: boolean; variables: Record<string, string> }): Promise<TestRuntime> {
  const database = await freshDatabase();
  const { ownerUrl, applicationUrl, keyring, clock } = database;
  const filesFolder = await mkdtemp(join(tmpdir(), 'bangfu-files-'));
  const environment = readEnvironment({
    LOG_LEVEL: 'silent', SIGN_IN_PER_MINUTE: '1000', DATABASE_POOL_SIZE: '30', REDIS_PREFIX: database.name, ...variables,
  });
  if (!environment.REDIS_URL) await prepareQueueSchema({ ownerUrl, applicationRole: new URL(applicationUrl).username });
  return {
    database,
    runtime: {
      environment, keyring, clock, filesFolder, queueName: 'bangfu', runJobs, cheapPasswords: true,
      connection: { applicationUrl, ownerUrl, poolSize: environment.DATABASE_POOL_SIZE },
    },
    remove: async () => {
      await database.drop();
      await rm(filesFolder, { recursive: true, force: true });
    },
  };
}
