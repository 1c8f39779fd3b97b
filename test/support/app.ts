import type { Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Redis } from 'ioredis';
import request from 'supertest';
import { readEnvironment } from '../../src/config/env.js';
import { createApp } from '../../src/create-app.js';
import { firstStart } from '../../src/first-start.js';
import { newId } from '../../src/kernel/ids.js';
import { prepareQueueSchema } from '../../src/platform/queue/queue-schema.js';
import type { Runtime } from '../../src/platform/runtime.js';
import { freshDatabase, type TestDatabase } from './database.js';

/** A listening server on a database of its own, with a clock that the test moves. */
export interface TestApp {
  readonly database: TestDatabase;
  readonly app: NestExpressApplication;
  readonly server: Server;
  readonly address: string;
  readonly administrator: { readonly username: string; readonly password: string };
  /** A supertest request to `/api/v1/<path>`; POSTs carry a key of their own. */
  request(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, token?: string): request.Test;
  close(): Promise<void>;
}

/** Starts the whole server; on Redis when TEST_REDIS_URL is set, else the queue is in the database. */
export async function startTestApp(variables: Record<string, string> = {}): Promise<TestApp> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'bangfu-files-'));
  const redisUrl = process.env['TEST_REDIS_URL'];
  const prefix = `bangfu-test-${database.name}`;
  const environment = readEnvironment({
    LOG_LEVEL: 'silent', SIGN_IN_PER_MINUTE: '1000', QUEUE_LOCK_SECONDS: '4', DATABASE_POOL_SIZE: '30', REDIS_PREFIX: prefix.slice(0, 40),
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}), ...variables,
  });
  if (!environment.REDIS_URL) {
    await prepareQueueSchema({ ownerUrl: database.ownerUrl, applicationRole: new URL(database.applicationUrl).username });
  }
  const runtime: Runtime = {
    environment, keyring: database.keyring, clock: database.clock, filesFolder: folder, queueName: 'bangfu', runJobs: true, cheapPasswords: true,
    connection: { applicationUrl: database.applicationUrl, ownerUrl: database.ownerUrl, poolSize: environment.DATABASE_POOL_SIZE },
  };
  const app = await createApp(runtime);
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  const administrator = await firstStart(app, () => undefined);
  return {
    database, app, server, administrator: administrator!,
    address: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    request: (method, path, token) => {
      const test = request(server)[method](`/api/v1/${path}`);
      if (token) test.set('Authorization', `Bearer ${token}`);
      return method === 'post' ? test.set('Idempotency-Key', newId()) : test;
    },
    close: async () => {
      await app.close();
      if (environment.REDIS_URL) await forget(environment.REDIS_URL, environment.REDIS_PREFIX);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Removes the keys of a run from Redis. */
async function forget(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
}
