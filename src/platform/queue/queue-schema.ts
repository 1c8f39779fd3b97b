import { DEFAULT_SCHEMA, runMigrations } from 'bullmq';
import pg from 'pg';

/** Advisory lock of the owner's work on the queue schema; spells `queu`. */
const SCHEMA_LOCK = 0x71756575;

/** Runs `work` on one owner connection, one process at a time on this database. */
async function asOwner<T>(ownerUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  owner.on('error', () => undefined); // the running statement rejects with the same error
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [SCHEMA_LOCK]);
    return await work(owner);
  } finally {
    await owner.end(); // releases the lock
  }
}

/**
 * Creates or updates BullMQ's schema `bullmq` and grants the application role the use of its
 * tables, sequences and functions, but no right to create or change them. Safe to run again and by
 * several processes at once.
 *
 * @param options.ownerUrl connection that may create schemas
 * @param options.applicationRole role that the queue works as
 */
export async function prepareQueueSchema(options: {
  ownerUrl: string;
  applicationRole: string;
}): Promise<void> {
  await asOwner(options.ownerUrl, async (owner) => {
    await runMigrations(owner);
    const { rows } = await owner.query<{ name: string }>('SELECT current_user AS name');
    if (rows[0]?.name === options.applicationRole) return;
    const role = pg.escapeIdentifier(options.applicationRole);
    await owner.query(`
      GRANT USAGE ON SCHEMA ${DEFAULT_SCHEMA} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${DEFAULT_SCHEMA} TO ${role};
      REVOKE INSERT, UPDATE, DELETE ON ${DEFAULT_SCHEMA}.migration FROM ${role};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${DEFAULT_SCHEMA} TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${DEFAULT_SCHEMA} TO ${role}`);
  });
}

/**
 * Makes the sequence of job ids that BullMQ wants for every queue name before it takes jobs in
 * bulk. BullMQ would create it as the application role, which may not create anything.
 *
 * @param pool connections of the application role
 * @param ownerUrl used only when the sequence is missing
 * @param queueName name of the queue
 */
export async function prepareQueueName(
  pool: pg.Pool,
  ownerUrl: string,
  queueName: string,
): Promise<void> {
  const { rows } = await pool.query<{ sequence: string; missing: boolean; role: string }>(
    `SELECT name AS sequence, to_regclass('${DEFAULT_SCHEMA}.' || quote_ident(name)) IS NULL AS missing,
            current_user AS role
       FROM job_id_seq_name($1) AS name`,
    [queueName],
  );
  const found = rows[0];
  if (found === undefined || !found.missing) return;
  const sequence = `${DEFAULT_SCHEMA}.${pg.escapeIdentifier(found.sequence)}`;
  await asOwner(ownerUrl, async (owner) => {
    await owner.query(`CREATE SEQUENCE IF NOT EXISTS ${sequence}`);
    await owner.query(
      `GRANT USAGE, SELECT ON SEQUENCE ${sequence} TO ${pg.escapeIdentifier(found.role)}`,
    );
  });
}
