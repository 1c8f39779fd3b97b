import { createHmac } from 'node:crypto';
import type { Server } from 'node:http';
import { Writable } from 'node:stream';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Actor } from '../../kernel/actor.js';
import { Refused } from '../../kernel/refusals.js';
import { accessGuardProvider } from '../auth/access.guard.js';
import { AccessResolver, type AccessQuestion } from '../auth/access.js';
import { configureHttp, HTTP_APPLICATION_OPTIONS, type HttpOptions } from './bootstrap-http.js';
import { HealthModule } from './health.module.js';
import { RequestDigest } from './idempotency.js';
import { createLogger, loggingModule } from './logging.js';
import { FaultsController, ThingsController } from './trial-controllers.fixture.js';

export const ACCOUNT_ID = '01979f3e-0000-7000-8000-000000000001';
export const ORGANIZATION_ID = '01979f3e-0000-7000-8000-000000000002';
/** Tokens that the trial resolver knows. */
export const WRITER = 'writer-token';
export const READER = 'reader-token';

/** Remembers what it was asked; knows two tokens. */
export class TrialResolver extends AccessResolver {
  readonly questions: AccessQuestion[] = [];

  override async resolve(question: AccessQuestion): Promise<Actor> {
    this.questions.push(question);
    if (question.token !== WRITER && question.token !== READER) throw new Refused('access.unauthenticated');
    if (question.permission !== null && question.token !== WRITER) throw new Refused('access.permission_missing');
    return trialActor(question);
  }
}

function trialActor(question: AccessQuestion): Actor {
  return Object.freeze({
    kind: 'person', accountId: ACCOUNT_ID, systemName: null, organizationId: question.organizationId ?? ORGANIZATION_ID,
    scope: '320500.', roles: [], permissions: new Set<string>(), directRoles: [], requestId: question.requestId,
  } satisfies Actor);
}

export class TrialDigest extends RequestDigest {
  override digest(...parts: (Buffer | string)[]): Buffer {
    const hmac = createHmac('sha256', 'a key for trials');
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
}

export interface TrialApp {
  readonly app: NestExpressApplication;
  readonly server: Server;
  readonly resolver: TrialResolver;
  /** Every line that was logged, parsed. */
  readonly lines: Record<string, unknown>[];
  close(): Promise<void>;
}

/** A small application on the real HTTP configuration, without database and queue. */
export async function startTrialApp(options: Partial<HttpOptions> = {}): Promise<TrialApp> {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString('utf8')) as Record<string, unknown>);
      done();
    },
  });
  const log = createLogger({ level: 'debug', destination });
  const resolver = new TrialResolver();

  @Module({
    imports: [HealthModule, loggingModule(log)],
    controllers: [ThingsController, FaultsController],
    providers: [accessGuardProvider, { provide: AccessResolver, useValue: resolver }],
  })
  class TrialModule {}

  const app = await NestFactory.create<NestExpressApplication>(TrialModule, HTTP_APPLICATION_OPTIONS);
  app.useLogger(app.get(Logger));
  await configureHttp(app, {
    log, digest: new TrialDigest(), bodyLimitBytes: 20_000,
    signInLimits: { perAddress: { attempts: 6, seconds: 60 }, perName: { attempts: 3, seconds: 60 } }, ...options,
  });
  await app.listen(0, '127.0.0.1');
  return { app, server: app.getHttpServer() as Server, resolver, lines, close: () => app.close() };
}
