import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refused } from '../../kernel/refusals.js';
import { MAXIMUM_PASSWORD_LENGTH, MINIMUM_PASSWORD_LENGTH, passwordFault } from './rules/password-rules.js';

/** What one argon2id hash costs. */
export interface PasswordCost {
  readonly memoryKibibytes: number;
  readonly passes: number;
}

/** OWASP Password Storage Cheat Sheet (2024): argon2id, 19 MiB, two passes, one lane. */
export const usualCost: PasswordCost = { memoryKibibytes: 19_456, passes: 2 };

/** For tests, which sign in often and keep no secrets. */
export const cheapCost: PasswordCost = { memoryKibibytes: 256, passes: 1 };

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Hashes and checks passwords; the same text in another Unicode form is the same password. */
export class Passwords {
  /** Checked when there is no account, so that its absence costs the same time. */
  private readonly nobodys: Promise<string>;

  constructor(private readonly cost: PasswordCost = usualCost) {
    this.nobodys = this.hash(randomBytes(16).toString('base64url'));
  }

  /** @returns the argon2id hash in its usual text form, salt and cost inside */
  async hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), { memoryCost: this.cost.memoryKibibytes, timeCost: this.cost.passes, parallelism: 1 });
  }

  /** @param passwordHash undefined when there is no account, or none that may be asked; the answer is then false, after the same time */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const normalized = password.normalize('NFKC');
    const same = await verify(passwordHash ?? (await this.nobodys), normalized).catch(() => false);
    return same && passwordHash !== undefined;
  }
}

/** A random password of 20 letters and digits that are not mistaken for one another, in groups of five (99 bits). */
export function generatePassword(): string {
  const group = (): string => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** @throws Refused `password.too_short`, `password.too_long`, `password.contains_username`, `password.too_common` */
export function assertGoodPassword(password: string, username: string): void {
  const fault = passwordFault(password.normalize('NFKC'), username);
  if (fault) throw new Refused(fault, { minimumLength: MINIMUM_PASSWORD_LENGTH, maximumLength: MAXIMUM_PASSWORD_LENGTH });
}
