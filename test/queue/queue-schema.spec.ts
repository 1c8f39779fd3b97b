import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobQueue } from '../../src/platform/queue/job-queue.js';
import { prepareQueueSchema } from '../../src/platform/queue/queue-schema.js';
import { freshDatabase, statements } from './support.js';

describe('queue schema', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await database?.drop();
  });

  const open = () =>
    JobQueue.open({
      postgres: { applicationUrl: database.applicationUrl, ownerUrl: database.ownerUrl },
      prefix: 'schema',
      concurrency: 1,
      lockSeconds: 30,
      stalledCheckSeconds: 30,
      log: () => undefined,
    });

  it('is demanded by open', async () => {
    await expect(open()).rejects.toThrow(/is not initialized|schema/);
  });

  it('is made by four at once, and again', async () => {
    const options = { ownerUrl: database.ownerUrl, applicationRole: database.name };
    await Promise.all([1, 2, 3, 4].map(() => prepareQueueSchema(options)));
    await prepareQueueSchema(options);
    const queue = await open();
    await queue.ping();
    await queue.close();
  });

  it('gives the application role no ownership and nothing to create or change', async () => {
    const owned = await statements(
      database.ownerUrl,
      `SELECT count(*)::int AS count FROM pg_class WHERE relowner = '${database.name}'::regrole`,
    );
    expect(owned.rows).toEqual([{ count: 0 }]);
    const forbidden = [
      'CREATE TABLE bullmq.mine (id int)',
      'CREATE SCHEMA mine',
      'ALTER TABLE bullmq.job ADD COLUMN mine int',
      'DELETE FROM bullmq.migration',
      'CREATE FUNCTION bullmq.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    ];
    for (const statement of forbidden) {
      await expect(statements(database.applicationUrl, statement), statement).rejects.toThrow(
        /permission denied|must be owner/,
      );
    }
  });
});
