import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../migrations/all.js';

/** Where the database is, and as whom to connect. */
export interface DatabaseConnection {
  /** As the application role, which can not get round a policy. */
  readonly applicationUrl: string;
  /** As the owner, for migrations and the queue's own schema. */
  readonly ownerUrl: string;
  readonly poolSize: number;
}

/** Options of the application's pool. Every connection starts, and stays, in the application role. */
export function applicationDataSource(connection: DatabaseConnection): DataSourceOptions {
  return {
    type: 'postgres',
    url: connection.applicationUrl,
    applicationName: 'bangfu',
    entities: [],
    poolSize: connection.poolSize,
    connectTimeoutMS: 10_000,
    extra: {
      statement_timeout: 60_000,
      lock_timeout: 15_000,
      idle_in_transaction_session_timeout: 60_000,
      // Compiling a plan takes longer than most of our statements run.
      options: '-c search_path=public,pg_temp -c TimeZone=UTC -c jit=off',
    },
    logging: false,
  };
}

/** A data source of the owner with all migrations, for the migrator, the seeds and the tests. */
export function ownerDataSource(ownerUrl: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'bangfu-migrations',
    migrations,
    migrationsTableName: 'migrations',
    uuidExtension: 'pgcrypto',
    poolSize: 2,
    extra: { options: '-c search_path=public,pg_temp -c TimeZone=UTC' },
    logging: false,
  });
}
