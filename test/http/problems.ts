import type { Response } from 'supertest';
import { expect } from 'vitest';
import { tableCatalogue } from '../../migrations/table-catalogue.js';
import type { TestDatabase } from '../support/database.js';

/** What a refusal must look like. */
interface Expected {
  readonly status: number;
  readonly code: string;
  /** The field that must be named, alone. */
  readonly field?: string;
  /** The code of that field's error. */
  readonly fieldCode?: string;
}

/** The body of a refusal, as far as tests look at it. */
export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly errors: readonly { readonly field: string; readonly code: string; readonly zh: string; readonly en: string }[];
}

/** Traces of the machine: frames of a stack, SQL, files, class names of errors. */
const INSIDES = /\n\s+at |node_modules|\.ts:\d|\.js:\d|SELECT |INSERT |UPDATE |QueryFailedError|TypeError|relation "|constraint "|violates/;

/** Checks a refusal: status, code, sentences in both languages, the named field, and that nothing of the machine shows. */
export function expectProblem(response: Response, { status, code, field, fieldCode }: Expected): void {
  const body = response.body as ProblemBody;
  const named = body.errors?.map((error) => error.field) ?? [];
  expect({ status: response.status, code: body.code, ...(field === undefined ? {} : { named }) })
    .toEqual({ status, code, ...(field === undefined ? {} : { named: [field] }) });
  if (fieldCode !== undefined) expect(body.errors[0]?.code).toBe(fieldCode);
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(body.titleZh).toMatch(/\p{Script=Han}/u);
  expect(body.titleEn).toMatch(/[a-z]{2}/);
  expect(response.text).not.toMatch(INSIDES);
}

/** Tables that a refused request may write to: whose session it is, and the refusal kept under its key. */
const ACCOUNTING = new Set(['sessions', 'idempotency_keys']);

/** How many rows stand in every table, and the money in every account. Audited changes show as rows of the audit log. */
export async function stateOf({ owner }: TestDatabase): Promise<Record<string, string>> {
  const names = Object.keys(tableCatalogue).filter((name) => !ACCOUNTING.has(name));
  const counts = names.map((name) => `SELECT '${name}' AS name, count(*)::text AS value FROM ${name}`);
  const money = `SELECT 'balance ' || fund_id || ' ' || account, balance_fen::text FROM fund_accounts`;
  const { rows } = await owner.query<{ name: string; value: string }>([...counts, money].join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Waits until no message is under way, so that what is counted stands still. */
export async function quiet({ owner }: TestDatabase): Promise<void> {
  await until(async () => (await owner.query('SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL LIMIT 1')).rowCount === 0);
}

/** Waits until something holds. @throws Error after twenty seconds */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('What the test waits for has not come about');
}
