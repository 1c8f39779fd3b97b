import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { Refused } from '../../kernel/refusals.js';
import { problemOf } from './problem.js';

const CODES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'request.headers_too_large', ERR_HTTP_REQUEST_TIMEOUT: 'request.too_slow',
};

/** Answers what is not HTTP at all, too large in its headers or too slow with a problem too; Node would send a bare line. */
export function answerSocketErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const plain = socket as Socket;
    if (error.code === 'ECONNRESET' || !plain.writable || plain.bytesWritten > 0) {
      plain.destroy();
      return;
    }
    const code = CODES[error.code ?? ''] ?? 'request.malformed_http';
    const problem = problemOf(new Refused(code), 'zh-CN', randomUUID());
    const body = JSON.stringify(problem);
    plain.end([
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, 'Content-Type: application/problem+json; charset=utf-8',
      'Content-Language: zh-CN', `X-Request-Id: ${problem.requestId}`, `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close', '', body,
    ].join('\r\n'));
  });
}
