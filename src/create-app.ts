import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger as NestLogger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { courier } from './kernel/system-actors.js';
import { assertEveryRouteHasAccess } from './platform/auth/access-check.js';
import { Transactions } from './platform/database/transactions.js';
import { configureHttp, HTTP_APPLICATION_OPTIONS } from './platform/http/bootstrap-http.js';
import { RequestDigest } from './platform/http/idempotency.js';
import { createLogger } from './platform/http/logging.js';
import { ReadinessRegistry } from './platform/http/readiness.js';
import { JobProcess } from './platform/outbox/job-process.js';
import type { Runtime } from './platform/runtime.js';

/** Says what must be well before the server takes requests: the database and the queue. */
@Injectable()
class Readiness implements OnModuleInit {
  constructor(
    private readonly registry: ReadinessRegistry,
    private readonly transactions: Transactions,
    private readonly jobs: JobProcess,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'database', check: async () => void (await this.transactions.read(courier('readiness'), (tx) => tx.row('SELECT 1'))) });
    this.registry.register({ name: 'queue', check: () => this.jobs.ping() });
  }
}

/**
 * The server on a runtime, ready to listen.
 * @throws Error at start when a route has no rule of access, a job no handler, or the database role too many rights
 */
export async function createApp(runtime: Runtime): Promise<NestExpressApplication> {
  const { environment } = runtime;
  const log = createLogger({ level: environment.LOG_LEVEL });

  @Module({ imports: [AppModule.on(runtime, log)], providers: [Readiness] })
  class ServerModule {}

  const app = await NestFactory.create<NestExpressApplication>(ServerModule, { ...HTTP_APPLICATION_OPTIONS, logger: false, abortOnError: false });
  await configureHttp(app, {
    log,
    digest: app.get(RequestDigest),
    signInLimits: {
      perAddress: { attempts: environment.SIGN_IN_PER_MINUTE, seconds: 60 },
      perName: { attempts: Math.min(environment.SIGN_IN_PER_MINUTE, 10), seconds: 60 },
    },
    ...(environment.TRUSTED_PROXIES > 0 ? { trustProxy: environment.TRUSTED_PROXIES } : {}),
  });
  // From here on: what Nest tells of its own wiring is for nobody.
  app.useLogger(app.get(NestLogger));
  assertEveryRouteHasAccess(app);
  return app;
}
