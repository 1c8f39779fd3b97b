import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silence } from '../src/demo/narrator.js';
import { playStory, type StoryOutcome } from '../src/demo/story.js';
import { systemActors } from '../src/kernel/system-actors.js';
import { startTestApp, type TestApp } from './support/app.js';

let stage: TestApp;
let outcome: StoryOutcome;

beforeAll(async () => {
  stage = await startTestApp();
  outcome = await playStory({
    address: stage.address, administrator: stage.administrator, narrator: silence,
    roster: await readFile(new URL('../seeds/demo/roster-wujiang-224.xlsx', import.meta.url)),
    moveClock: async (date) => stage.database.clock.set(date),
  });
});
afterAll(() => stage.close());

describe('from a gifted card to a paid benefit and the year\'s figures', () => {
  it('counts the year as it was', () => {
    expect(Object.fromEntries(outcome.figures)).toMatchObject({
      R17_GIFTED: 224, R18_COUNT: 1, R18_AMOUNT: 1_000_000,
      R19_OPENING: 0, R19_IN: 50_000_000, R19_OUT: 1_000_000, R19_CLOSING: 49_000_000,
    });
  });

  it('leaves books that balance: every account is the sum of its entries, one reserve became one posting', async () => {
    const { rows } = await stage.database.owner.query(`SELECT account, balance_fen FROM fund_accounts ORDER BY account`);
    expect(Object.fromEntries(rows.map((row) => [row.account, Number(row.balance_fen)])))
      .toEqual({ contributions: -50_000_000, available: 49_000_000, reserved: 0, paid: 1_000_000 });
    const entries = await stage.database.owner.query(`SELECT kind, count(*)::int AS n FROM ledger_entries GROUP BY kind ORDER BY kind`);
    expect(entries.rows).toEqual([{ kind: 'contribution', n: 1 }, { kind: 'post', n: 1 }, { kind: 'reserve', n: 1 }]);
  });

  it('names five different people for one award', async () => {
    const { rows } = await stage.database.owner.query(
      `SELECT part, a.username FROM case_parts p JOIN accounts a ON a.id = p.account_id WHERE subject_id = $1 ORDER BY part`, [outcome.paidClaimId]);
    expect(rows).toEqual([
      { part: 'final_approver', username: 'wj.approver' }, { part: 'first_reviewer', username: 'wj.reviewer' },
      { part: 'payer', username: 'wj.cashier' }, { part: 'registrar', username: 'wj.caseworker' },
    ]);
  });

  it('leaves nothing undone and nothing dead', async () => {
    const { rows } = await stage.database.owner.query('SELECT job, last_error FROM outbox WHERE done_at IS NULL OR dead_at IS NOT NULL');
    expect(rows).toEqual([]);
  });

  it('has no ID number, account number or diagnosis readable anywhere in the database', async () => {
    const { rows: tables } = await stage.database.owner.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`);
    for (const { relname } of tables) {
      const { rows } = await stage.database.owner.query(`SELECT t::text AS text FROM ${relname} t WHERE t::text ~ '320500[12][0-9]{10}|6222021102|C92\\.0|C78\\.0|急性髓系' LIMIT 1`);
      const reference = ['illness_catalogues', 'plan_illnesses', 'icd10_categories'].includes(relname);
      if (!reference) expect({ relname, rows }).toEqual({ relname, rows: [] });
    }
  });

  it('audits every change with the person who made it; jobs name both the actor and the person', async () => {
    const { rows } = await stage.database.owner.query(`SELECT DISTINCT actor, on_behalf_of IS NOT NULL AS caused FROM audit_log WHERE actor LIKE 'system:%' ORDER BY actor`);
    expect(rows).toEqual([
      { actor: 'system:doorkeeper', caused: false }, // the first administrator, whom nobody makes
      { actor: 'system:importer', caused: true }, { actor: 'system:screener', caused: true },
    ]);
  });

  it('lets work without a person change only the tables declared for it', async () => {
    const { rows } = await stage.database.owner.query(`SELECT DISTINCT substr(actor, 8) AS name, table_name FROM audit_log WHERE actor LIKE 'system:%'`);
    expect(rows.length).toBeGreaterThan(0);
    const declared: Readonly<Record<string, readonly string[]>> = systemActors;
    expect(rows.filter(({ name, table_name }) => !declared[name]?.includes(table_name))).toEqual([]);
  });
});
