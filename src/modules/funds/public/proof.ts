/** A connection that sees every branch, such as the owner's. */
export interface ProofConnection {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Something in the ledger that can not be. */
export interface LedgerFinding {
  readonly code:
    | 'balance_differs' | 'balance_negative' | 'reserve_ended_twice' | 'end_without_reserve' | 'end_of_other_amount' | 'reversal_without_post'
    | 'reserved_balance_differs';
  readonly fundId: string;
  /** The account or reservation that is wrong. */
  readonly subject: string;
  readonly expectedFen?: bigint;
  readonly foundFen?: bigint;
}

/** What was looked at, and what was wrong. */
export interface LedgerProof {
  readonly entries: bigint;
  readonly funds: bigint;
  readonly findings: readonly LedgerFinding[];
}

interface FindingRow {
  fund_id: string;
  subject: string;
  expected: string | null;
  found: string | null;
}

const checks: Readonly<Record<LedgerFinding['code'], string>> = {
  // Each account holds what its entries have moved; an account without a row counts as empty.
  balance_differs: `
    WITH moved AS (
      SELECT fund_id, account, sum(fen) AS fen FROM (
        SELECT fund_id, to_account AS account, amount_fen AS fen FROM ledger_entries
        UNION ALL SELECT fund_id, from_account, -amount_fen FROM ledger_entries) s GROUP BY fund_id, account)
    SELECT coalesce(a.fund_id, m.fund_id) AS fund_id, coalesce(a.account, m.account) AS subject,
      coalesce(m.fen, 0)::text AS expected, coalesce(a.balance_fen, 0)::text AS found
    FROM fund_accounts a FULL JOIN moved m ON m.fund_id = a.fund_id AND m.account = a.account
    WHERE coalesce(m.fen, 0) <> coalesce(a.balance_fen, 0)`,
  balance_negative: `
    SELECT fund_id, account AS subject, '0' AS expected, balance_fen::text AS found
    FROM fund_accounts WHERE account <> 'contributions' AND balance_fen < 0`,
  reserve_ended_twice: `
    SELECT min(fund_id::text) AS fund_id, reservation_id::text AS subject, max(amount_fen)::text AS expected, sum(amount_fen)::text AS found
    FROM ledger_entries WHERE kind IN ('post','release') GROUP BY reservation_id HAVING count(*) > 1`,
  end_without_reserve: `
    SELECT e.fund_id, e.reservation_id::text AS subject, NULL AS expected, e.amount_fen::text AS found FROM ledger_entries e
    WHERE e.kind IN ('post','release') AND NOT EXISTS (
      SELECT 1 FROM ledger_entries r WHERE r.kind = 'reserve' AND r.reservation_id = e.reservation_id)`,
  end_of_other_amount: `
    SELECT e.fund_id, e.reservation_id::text AS subject, r.amount_fen::text AS expected, e.amount_fen::text AS found
    FROM ledger_entries e JOIN ledger_entries r ON r.kind = 'reserve' AND r.reservation_id = e.reservation_id
    WHERE e.kind IN ('post','release','reversal') AND (r.amount_fen <> e.amount_fen OR r.fund_id <> e.fund_id)`,
  reversal_without_post: `
    SELECT e.fund_id, e.reservation_id::text AS subject, NULL AS expected, e.amount_fen::text AS found FROM ledger_entries e
    WHERE e.kind = 'reversal' AND NOT EXISTS (
      SELECT 1 FROM ledger_entries p WHERE p.kind = 'post' AND p.reservation_id = e.reservation_id)`,
  // What is reserved is the sum of the reserves that have not ended.
  reserved_balance_differs: `
    SELECT a.fund_id, a.account AS subject, coalesce(o.fen, 0)::text AS expected, a.balance_fen::text AS found
    FROM fund_accounts a LEFT JOIN (
      SELECT r.fund_id, sum(r.amount_fen) AS fen FROM ledger_entries r
      WHERE r.kind = 'reserve' AND NOT EXISTS (
        SELECT 1 FROM ledger_entries e WHERE e.kind IN ('post','release') AND e.reservation_id = r.reservation_id)
      GROUP BY r.fund_id) o ON o.fund_id = a.fund_id
    WHERE a.account = 'reserved' AND a.balance_fen <> coalesce(o.fen, 0)`,
};

/**
 * Proves the ledger from its entries alone: balances, and that every reserve ends at most once, in full and in its own fund.
 * @param client sees all branches; run it in one REPEATABLE READ transaction while the system is in use
 */
export async function proveLedger(client: ProofConnection): Promise<LedgerProof> {
  const { rows } = await client.query('SELECT (SELECT count(*) FROM ledger_entries)::text AS entries, (SELECT count(*) FROM funds)::text AS funds');
  const findings: LedgerFinding[] = [];
  for (const [code, sql] of Object.entries(checks)) {
    const found = (await client.query(sql)).rows as unknown as FindingRow[];
    findings.push(...found.map((row) => findingOf(code as LedgerFinding['code'], row)));
  }
  return { entries: BigInt(String(rows[0]?.['entries'])), funds: BigInt(String(rows[0]?.['funds'])), findings };
}

function findingOf(code: LedgerFinding['code'], row: FindingRow): LedgerFinding {
  return {
    code, fundId: row.fund_id, subject: row.subject,
    ...(row.expected === null ? {} : { expectedFen: BigInt(row.expected) }),
    ...(row.found === null ? {} : { foundFen: BigInt(row.found) }),
  };
}
