import type { Server } from 'node:http';
import { NotFoundException, RequestMethod } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { readBody } from './body.js';
import { IdempotencyInterceptor, type RequestDigest } from './idempotency.js';
import { VersionTag } from './if-match.js';
import { requestLog, type HttpLog } from './logging.js';
import { setUpOpenApi } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { requestContext, type HttpRequest } from './request-context.js';
import { RequestShape } from './request-shape.js';
import { SignInLimitInterceptor, type SignInLimits } from './sign-in-limit.js';
import { answerSocketErrors } from './socket-errors.js';
import { refuseBadAddress } from './text.js';
import { RequestValidation } from './validation.js';
import { wholeNumbers } from './whole-numbers.js';

export interface HttpOptions {
  /** The process's logger; one line a request, and faults. */
  readonly log: HttpLog;
  /** Digests of bodies and names, under a key that callers never learn. */
  readonly digest: RequestDigest;
  readonly signInLimits: SignInLimits;
  /** The largest JSON body; 1 MB when absent. Uploads have limits of their own. */
  readonly bodyLimitBytes?: number;
  /** How many proxies stand before the process (or their addresses), so that the caller's address is known; none when absent. */
  readonly trustProxy?: number | string;
  /** Serve `/api/docs` and `/api/openapi.json`; yes when absent. */
  readonly serveDocs?: boolean;
}

/** Options for `NestFactory.create` and `createNestApplication`: bodies are read by our own parser. */
export const HTTP_APPLICATION_OPTIONS = { bodyParser: false, bufferLogs: true } as const;

const ONE_MEGABYTE = 1024 * 1024;

/**
 * Makes a Nest application answer as the API does, and initializes it. The server and the tests both use it;
 * `listen` comes after it.
 */
export async function configureHttp(app: NestExpressApplication, options: HttpOptions): Promise<void> {
  const filter = new ProblemFilter(options.log);
  setExpressOptions(app, options);
  addMiddleware(app, options);
  app.setGlobalPrefix('api/v1', {
    exclude: ['health/live', 'health/ready'].map((path) => ({ path, method: RequestMethod.GET })),
  });
  app.useGlobalFilters(filter);
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalInterceptors(
    new RequestShape(), new SignInLimitInterceptor(options.signInLimits, options.digest),
    new IdempotencyInterceptor(options.digest), new VersionTag(),
  );
  if (options.serveDocs ?? true) setUpOpenApi(app);
  setServerLimits(app.getHttpServer() as Server);
  await app.init();
  answerUnknownAddresses(app, filter);
}

function setExpressOptions(app: NestExpressApplication, options: HttpOptions): void {
  app.disable('x-powered-by');
  app.set('etag', false); // only VersionTag says what an ETag is
  app.set('query parser', 'simple');
  app.set('json replacer', wholeNumbers);
  app.set('trust proxy', options.trustProxy ?? false);
}

function addMiddleware(app: NestExpressApplication, options: HttpOptions): void {
  app.use(requestContext);
  app.use(requestLog(options.log));
  // The documentation page is read over plain HTTP too, where "upgrade insecure requests" would lose its assets.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.use(refuseBadAddress);
  app.use(readBody(options.bodyLimitBytes ?? ONE_MEGABYTE));
}

/** A slow or silent connection ends by itself. Headers stay under Node's limit of 16 KB. */
function setServerLimits(server: Server): void {
  server.headersTimeout = 15_000;
  server.requestTimeout = 120_000;
  server.keepAliveTimeout = 65_000;
  answerSocketErrors(server);
}

/** Nest answers unknown addresses under its prefix only; the rest would get Express's page. */
function answerUnknownAddresses(app: NestExpressApplication, filter: ProblemFilter): void {
  app.use((request: Request, response: Response, _next: NextFunction) => {
    filter.answer(new NotFoundException(), request as HttpRequest, response);
  });
}
