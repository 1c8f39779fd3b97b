import request from 'supertest';
import { afterEach, expect, it } from 'vitest';
import { ReadinessRegistry } from './readiness.js';
import { startTrialApp, type TrialApp } from './trial-app.fixture.js';

let trial: TrialApp;
afterEach(() => trial.close());

it('says it lives, and that it is ready when every check passes', async () => {
  trial = await startTrialApp();
  trial.app.get(ReadinessRegistry).register({ name: 'database', check: async () => {} });
  expect((await request(trial.server).get('/health/live')).body).toEqual({ status: 'ok' });
  expect((await request(trial.server).get('/health/ready')).body).toEqual({ status: 'ok', checked: ['database'] });
  await request(trial.server).get('/api/v1/health/live').expect(404);
});

it('names what is not ready, also what throws at once or never answers', async () => {
  trial = await startTrialApp();
  const registry = trial.app.get(ReadinessRegistry);
  registry.register({ name: 'database', check: async () => {} });
  registry.register({ name: 'queue', check: () => Promise.reject(new Error('down at 10.0.0.1')) });
  registry.register({ name: 'files', check: () => { throw new Error('gone'); } });
  registry.register({ name: 'clock', check: () => new Promise(() => {}) });
  const response = await request(trial.server).get('/health/ready');
  expect(response.status).toBe(503);
  expect(response.body).toMatchObject({ code: 'server.not_ready', details: { notReady: ['queue', 'files', 'clock'] } });
  expect(response.text).not.toContain('10.0.0.1');
});

it('refuses two checks of one name', async () => {
  trial = await startTrialApp();
  const registry = trial.app.get(ReadinessRegistry);
  registry.register({ name: 'database', check: async () => {} });
  expect(() => registry.register({ name: 'database', check: async () => {} })).toThrow('registered twice');
});
