import { describe, expect, it } from 'vitest';
import { passwordFault } from './rules/password-rules.js';
import { cheapCost, generatePassword, Passwords } from './passwords.js';

describe('Passwords', () => {
  const passwords = new Passwords(cheapCost);

  it('hashes with argon2id and a salt of its own', async () => {
    const [first, second] = await Promise.all([passwords.hash('k3v9-pq7t-xw'), passwords.hash('k3v9-pq7t-xw')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=256,t=1,p=1\$/);
    expect(first).not.toBe(second);
    expect(await passwords.matches(second, 'k3v9-pq7t-xw')).toBe(true);
  });

  it('uses the recommended cost by itself', async () => {
    expect(await new Passwords().hash('k3v9-pq7t-xw')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it.each([
    ['another password', 'k3v9-pq7t-xW', false],
    ['the same in full-width letters', 'ｋ3v9-pq7t-xw', true],
  ])('%s', async (_case, tried, same) => {
    expect(await passwords.matches(await passwords.hash('k3v9-pq7t-xw'), tried)).toBe(same);
  });

  it('answers no for nobody, and for what is no hash', async () => {
    expect(await passwords.matches(undefined, 'k3v9-pq7t-xw')).toBe(false);
    expect(await passwords.matches('none', 'k3v9-pq7t-xw')).toBe(false);
  });
});

describe('the time of an answer', () => {
  it('is no shorter for nobody than for a wrong password', async () => {
    const passwords = new Passwords();
    const known = await passwords.hash('k3v9-pq7t-xw');
    await passwords.matches(undefined, 'warming up');
    const fastest = async (hash: string | undefined): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        const started = performance.now();
        await passwords.matches(hash, 'a-wrong-password');
        times.push(performance.now() - started);
      }
      return Math.min(...times);
    };
    expect(await fastest(undefined)).toBeGreaterThan(0.5 * (await fastest(known)));
  });
});

describe('generatePassword', () => {
  it('makes different ones that pass the rules', () => {
    const made = Array.from({ length: 50 }, generatePassword);
    expect(new Set(made).size).toBe(50);
    for (const password of made) {
      expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
      expect(passwordFault(password, 'admin')).toBeNull();
    }
  });
});
