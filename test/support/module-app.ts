import type { Server } from 'node:http';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Actor } from '../../src/kernel/actor.js';
import { Refused } from '../../src/kernel/refusals.js';
import { accessGuardProvider } from '../../src/platform/auth/access.guard.js';
import { AccessResolver, type AccessQuestion } from '../../src/platform/auth/access.js';
import { configureHttp, HTTP_APPLICATION_OPTIONS } from '../../src/platform/http/bootstrap-http.js';
import { RequestDigest } from '../../src/platform/http/idempotency.js';
import { createLogger, loggingModule } from '../../src/platform/http/logging.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import type { Runtime } from '../../src/platform/runtime.js';
import type { TestDatabase } from './database.js';
import { callsTo, type Call } from './requests.js';
import { freshRuntime } from './runtime.js';

type WantedActor = Parameters<TestDatabase['actor']>[0];
type Imports = NonNullable<ModuleMetadata['imports']>;

/** A listening server of a few modules on a database of its own; jobs wait until the test runs them. */
export interface ModuleApp {
  readonly database: TestDatabase;
  readonly app: NestExpressApplication;
  readonly server: Server;
  /** Who may come in, by name. */
  readonly actors: ReadonlyMap<string, Actor>;
  /** A request by one of the actors, whose name is the token. */
  readonly call: Call;
  close(): Promise<void>;
}

/**
 * Starts modules behind the real HTTP configuration and the real access guard.
 * @param options.actors who may come in, by name; absent when one of the modules decides that itself
 * @param options.environment variables of the environment
 */
export async function startModuleApp(
  { modules, actors: wanted, environment = {} }: { modules: Imports; actors?: Record<string, WantedActor>; environment?: Record<string, string> },
): Promise<ModuleApp> {
  const { database, runtime, remove } = await freshRuntime({ runJobs: false, variables: environment });
  const actors = new Map<string, Actor>();
  for (const [name, one] of Object.entries(wanted ?? {})) actors.set(name, await database.actor(one));
  const app = await listen(runtime, modules, wanted && new NamedActors(actors));
  const server = app.getHttpServer() as Server;
  return {
    database, app, server, actors, call: callsTo(server),
    close: async () => {
      await app.close();
      await remove();
    },
  };
}

async function listen(runtime: Runtime, modules: Imports, resolver: AccessResolver | undefined): Promise<NestExpressApplication> {
  const log = createLogger({ level: runtime.environment.LOG_LEVEL });

  @Module({
    imports: [PlatformModule.on(runtime), loggingModule(log), ...modules],
    providers: [accessGuardProvider, ...(resolver ? [{ provide: AccessResolver, useValue: resolver }] : [])],
  })
  class ModulesUnderTest {}

  const app = await NestFactory.create<NestExpressApplication>(ModulesUnderTest, { ...HTTP_APPLICATION_OPTIONS, logger: false, abortOnError: false });
  const limit = { attempts: runtime.environment.SIGN_IN_PER_MINUTE, seconds: 60 };
  await configureHttp(app, { log, digest: app.get(RequestDigest), signInLimits: { perAddress: limit, perName: limit } });
  await app.listen(0, '127.0.0.1');
  return app;
}

/** Lets in whoever names one of the test's actors, with the permissions of that actor. */
class NamedActors extends AccessResolver {
  constructor(private readonly actors: ReadonlyMap<string, Actor>) {
    super();
  }

  override async resolve({ token, permission, requestId }: AccessQuestion): Promise<Actor> {
    const actor = this.actors.get(token ?? '');
    if (!actor) throw new Refused('access.unauthenticated');
    if (permission !== null && !actor.permissions.has(permission)) throw new Refused('access.permission_missing');
    return { ...actor, requestId };
  }
}
