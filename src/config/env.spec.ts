import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Environment, EnvironmentError, readDemoEnvironment, readEnvironment } from './env.js';

const key = Buffer.alloc(32, 7).toString('base64');
const external = { DATABASE_URL: 'postgres://u:p@h/d', BANGFU_ENCRYPTION_KEYS: `1:${key}`, BANGFU_HMAC_KEY: key };

describe('the environment', () => {
  it('has a default for everything, and takes an empty value for an unset one', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000, DATA_FOLDER: '.data', RUN_JOBS: true, SESSION_IDLE_MINUTES: 30 });
    expect(readEnvironment({}).DATABASE_URL).toBeUndefined();
  });

  it('reads numbers and switches', () => {
    expect(readEnvironment({ PORT: '8080', RUN_JOBS: 'false', BANGFU_DEMO: '1' })).toMatchObject({ PORT: 8080, RUN_JOBS: false, BANGFU_DEMO: true });
    expect(readEnvironment(external)).toMatchObject(external);
  });

  it.each([
    ['PORT', { PORT: 'abc' }],
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: '3000.5' }],
    ['DATABASE_URL', { ...external, DATABASE_URL: 'mysql://h/d' }],
    ['REDIS_URL', { REDIS_URL: 'localhost' }],
    ['RUN_JOBS', { RUN_JOBS: 'maybe' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['BANGFU_ENCRYPTION_KEYS', { DATABASE_URL: external.DATABASE_URL, BANGFU_HMAC_KEY: key }],
    ['BANGFU_HMAC_KEY', { DATABASE_URL: external.DATABASE_URL, BANGFU_ENCRYPTION_KEYS: `1:${key}` }],
    ['BANGFU_ENCRYPTION_KEYS', { ...external, BANGFU_ENCRYPTION_KEYS: key }],
    ['DATABASE_MIGRATION_URL', { DATABASE_MIGRATION_URL: 'postgres://o@h/d' }],
    ['DATABASE_URL', { ...external, BANGFU_DEMO: 'true' }],
  ])('names %s when it is wrong or missing: %j', (name, variables) => {
    expect(() => readEnvironment(variables)).toThrow(EnvironmentError);
    expect(() => readEnvironment(variables)).toThrow(new RegExp(`- ${name} `));
  });

  it('is explained, every variable with its default, in .env.example', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const optional = ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'REDIS_URL', 'BANGFU_ENCRYPTION_KEYS', 'BANGFU_HMAC_KEY'];
    for (const name of optional) expect(text).toMatch(new RegExp(`^# ${name}=`, 'm'));
    for (const [name, value] of Object.entries(new Environment())) expect(text).toContain(`\n# ${name}=${String(value)}\n`);
  });

  it('gives the demo a data folder and a clock of its own, and refuses it a database of somebody else', () => {
    expect(readDemoEnvironment(false, { DATA_FOLDER: '/srv/real', PORT: '8080' })).toMatchObject({ BANGFU_DEMO: true, DATA_FOLDER: '.data/demo', PORT: 0 });
    expect(readDemoEnvironment(true, { PORT: '8080' }).PORT).toBe(8080);
    expect(() => readDemoEnvironment(false, external)).toThrow(/DATABASE_URL must be unset for the demo/);
  });

  it('names every fault at once and never repeats a value', () => {
    const fault = (() => {
      try {
        readEnvironment({ PORT: 'secret-one', LOG_LEVEL: 'secret-two' });
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    expect(fault).toMatch(/PORT/);
    expect(fault).toMatch(/LOG_LEVEL/);
    expect(fault).not.toMatch(/secret/);
  });
});
