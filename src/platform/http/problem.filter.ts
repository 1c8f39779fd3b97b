import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { Refused } from '../../kernel/refusals.js';
import { describeError, type HttpLog } from './logging.js';
import { problemOf, refusalIn, statusOf } from './problem.js';
import { routePattern, type HttpRequest } from './request-context.js';
import { wholeNumbers } from './whole-numbers.js';

/** The one filter: whatever is thrown leaves as `application/problem+json`, and faults are logged with the request id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: HttpLog) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<HttpRequest>(), http.getResponse<Response>());
  }

  /** Answers a request with the problem that an exception stands for; for middleware outside Nest's reach too. */
  answer(exception: unknown, request: HttpRequest, response: Response): void {
    const refused = refusalIn(exception);
    this.record(exception, refused, request);
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      response.destroy();
      return;
    }
    this.setHeaders(refused, request, response);
    const problem = problemOf(refused, request.language, request.requestId);
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem, wholeNumbers));
  }

  private setHeaders(refused: Refused, request: HttpRequest, response: Response): void {
    response.removeHeader('ETag');
    response.removeHeader('Content-Disposition');
    response.setHeader('Content-Language', request.language);
    response.vary('Accept-Language');
    const status = statusOf(refused.code);
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="api"');
    if (status === 503) response.setHeader('Retry-After', '2');
    if (status === 413 || status === 415) response.setHeader('Connection', 'close'); // the rest of the body is not read
    const { retryAfterSeconds } = refused.details;
    if (typeof retryAfterSeconds === 'number') response.setHeader('Retry-After', String(retryAfterSeconds));
  }

  private record(exception: unknown, refused: Refused, request: HttpRequest): void {
    const fields = {
      requestId: request.requestId, method: request.method, route: routePattern(request), code: refused.code,
    };
    if (refused.code === 'server.error') this.log.error({ ...fields, error: describeError(exception) }, 'request failed');
    else if (refused !== exception && (refused.code === 'request.try_again' || refused.code === 'request.bad_value')) {
      this.log.warn({ ...fields, error: describeError(exception) }, 'request turned away by the database');
    }
  }
}
