import type { DynamicModule } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { LoggerModule } from 'nestjs-pino';
import { pino, type DestinationStream, type Logger } from 'pino';
import { sqlStateOf } from './foreign-errors.js';
import { routePattern, type HttpRequest } from './request-context.js';

/** What the HTTP layer asks of a logger. */
export type HttpLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface LogOptions {
  readonly level: string;
  /** Where the lines go; standard output when absent. */
  readonly destination?: DestinationStream;
}

/** The process's logger: JSON lines; errors are described without the values they speak of. */
export function createLogger(options: LogOptions): Logger {
  const settings = { level: options.level, base: {}, serializers: { err: describeError, error: passDescribed } };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/**
 * Nest's and the services' logger: inside a request each line carries the request id and nothing else of the request.
 * The line for the request itself comes from {@link requestLog}.
 */
export function loggingModule(logger: Logger): DynamicModule {
  return LoggerModule.forRoot({
    forRoutes: ['{*path}'],
    pinoHttp: {
      logger, autoLogging: false, quietReqLogger: true, quietResLogger: true,
      genReqId: (request) => (request as HttpRequest).requestId,
      customAttributeKeys: { reqId: 'requestId' },
      serializers: { req: () => undefined, res: () => undefined, err: describeError },
    },
  });
}

/**
 * Middleware: one line per request, when it is over: method, route pattern, status, duration, request id, account.
 * Never the address, query, body, names or headers.
 */
export function requestLog(log: HttpLog): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    response.once('close', () => {
      const line = {
        requestId: (request as HttpRequest).requestId,
        method: request.method,
        route: routePattern(request),
        status: response.statusCode,
        durationMs: Math.round((performance.now() - started) * 10) / 10,
        accountId: (request as HttpRequest).actor?.accountId ?? null,
        ...(response.writableFinished ? {} : { aborted: true }),
      };
      const level = response.statusCode >= 500 ? 'error' : routePattern(request)?.startsWith('/health/') ? 'debug' : 'info';
      log[level](line, 'request');
    });
    next();
  };
}

export interface DescribedError {
  readonly name: string;
  readonly message?: string;
  readonly sqlState?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly frames: readonly string[];
  readonly cause?: DescribedError;
}

/**
 * An error as it may be logged. A database error's message and detail hold row values, so only its state, table and
 * constraint are kept; other messages lose what stands in quotes, long digits and Chinese text, where personal data would be.
 */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const sqlState = sqlStateOf(error);
  const driver = (error as { driverError?: unknown }).driverError ?? error;
  const { table, constraint } = driver as { table?: unknown; constraint?: unknown };
  const cause = error.cause instanceof Error && error.cause !== error ? error.cause : undefined;
  return {
    name: error.name,
    ...(sqlState === undefined ? { message: withoutValues(error.message) } : { sqlState }),
    ...(typeof table === 'string' ? { table } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    frames: framesOf(error),
    ...(cause ? { cause: describeError(cause) } : {}),
  };
}

function passDescribed(error: unknown): unknown {
  return error instanceof Error ? describeError(error) : error;
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => /^at .*(\(.+\)|:\d+:\d+)$/.test(line)).slice(0, 12);
}

function withoutValues(message: string): string {
  return message
    .replace(/(["'`]).*?\1/gs, '$1…$1')
    .replace(/\p{Script=Han}+/gu, '…')
    .replace(/\d{5,}/g, '#')
    .slice(0, 300);
}
