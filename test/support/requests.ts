import type { Server } from 'node:http';
import request from 'supertest';
import { newId } from '../../src/kernel/ids.js';

/** A supertest request to `/api/v1/<path>`, with a session token if there is one; POSTs carry a key of their own. */
export type Call = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, token?: string) => request.Test;

/** Requests to a listening server. */
export function callsTo(server: Server): Call {
  return (method, path, token) => {
    const test = request(server)[method](`/api/v1/${path}`);
    if (token) test.set('Authorization', `Bearer ${token}`);
    return method === 'post' ? test.set('Idempotency-Key', newId()) : test;
  };
}
