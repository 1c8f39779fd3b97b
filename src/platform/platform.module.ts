import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { applicationDataSource } from '../config/database.js';
import { Environment } from '../config/env.js';
import { Clock } from '../kernel/clock.js';
import { RevealEntity } from './audit/entities/reveal.entity.js';
import { Reveals } from './audit/reveals.js';
import { FieldCipher } from './crypto/field-cipher.js';
import { Transactions } from './database/transactions.js';
import { FileStore } from './documents/file-store.js';
import { RequestDigest } from './http/idempotency.js';
import { IndicatorSources } from './indicators/indicator-sources.js';
import { JobProcess } from './outbox/job-process.js';
import { JobRegistry } from './outbox/jobs.js';
import { JobRunner } from './outbox/job-runner.js';
import { Outbox } from './outbox/outbox.js';
import { RUNTIME, type Runtime } from './runtime.js';

/** The technical floor of every process, made from its runtime. */
@Global()
@Module({})
export class PlatformModule {
  static on(runtime: Runtime): DynamicModule {
    const cipher = new FieldCipher(runtime.keyring);
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({ ...applicationDataSource(runtime.connection), autoLoadEntities: true, retryAttempts: 1 }),
        TypeOrmModule.forFeature([RevealEntity]),
      ],
      providers: [
        { provide: RUNTIME, useValue: runtime },
        { provide: Environment, useValue: runtime.environment },
        { provide: Clock, useValue: runtime.clock },
        { provide: FieldCipher, useValue: cipher },
        { provide: FileStore, useValue: new FileStore(runtime.filesFolder, runtime.keyring) },
        { provide: RequestDigest, useValue: { digest: (...parts: (string | Buffer)[]) => cipher.digest('request', ...parts) } },
        Transactions, Outbox, JobRegistry, JobRunner, JobProcess, IndicatorSources, Reveals,
      ],
      exports: [
        RUNTIME, Environment, Clock, FieldCipher, FileStore, RequestDigest, Transactions, Outbox, JobRegistry, JobProcess, IndicatorSources, Reveals,
      ],
    };
  }
}
