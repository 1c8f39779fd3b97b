/** A connection that sees every branch, such as the owner's. */
export interface ProofConnection {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
}

/** A payable or payment that does not agree with the ledger, or with itself. */
export interface PaymentFinding {
  readonly code: 'payable_without_reserve' | 'paid_without_post' | 'post_without_payment' | 'status_differs' | 'own_payment';
  /** The payable, payment or ledger entry. */
  readonly subject: string;
}

const posted = `SELECT 1 FROM ledger_entries e WHERE e.kind = 'post' AND e.reservation_id = p.reservation_id AND e.fund_id = p.fund_id
  AND e.source_type = 'payment' AND e.source_id = y.id AND e.amount_fen = y.amount_fen`;

const checks: Readonly<Record<PaymentFinding['code'], string>> = {
  payable_without_reserve: `
    SELECT p.id AS subject FROM payables p WHERE NOT EXISTS (
      SELECT 1 FROM ledger_entries r WHERE r.kind = 'reserve' AND r.reservation_id = p.reservation_id AND r.fund_id = p.fund_id
        AND r.amount_fen = p.amount_fen AND r.beneficiary_organization_id = p.organization_id)`,
  paid_without_post: `
    SELECT y.id AS subject FROM payments y JOIN payables p ON p.id = y.payable_id
    WHERE y.status IN ('paid','reversed') AND NOT EXISTS (${posted})`,
  post_without_payment: `
    SELECT e.id AS subject FROM ledger_entries e WHERE e.kind = 'post' AND e.source_type = 'payment' AND NOT EXISTS (
      SELECT 1 FROM payments y WHERE y.id = e.source_id AND y.status IN ('paid','reversed'))`,
  // Settled means one payment that stands, and only then.
  status_differs: `
    SELECT p.id AS subject FROM payables p
    WHERE (p.status = 'settled') <> ((SELECT count(*) FROM payments y WHERE y.payable_id = p.id AND y.status = 'paid') = 1)`,
  own_payment: `
    SELECT y.id AS subject FROM payments y JOIN payables p ON p.id = y.payable_id
    WHERE y.paid_by IN (p.registered_by, p.reviewed_by, p.approved_by) OR EXISTS (
      SELECT 1 FROM case_parts c WHERE c.subject_type = p.source_type AND c.subject_id = p.source_id AND c.account_id = y.paid_by AND c.part <> 'payer')`,
};

/**
 * Proves that payables, payments and the ledger say the same: every payment that stands has its posting, and every posting its payment.
 * @param client sees all branches; run it in one REPEATABLE READ transaction while the system is in use
 */
export async function provePayments(client: ProofConnection): Promise<readonly PaymentFinding[]> {
  const findings: PaymentFinding[] = [];
  for (const [code, sql] of Object.entries(checks)) {
    const { rows } = await client.query(sql);
    findings.push(...rows.map((row) => ({ code: code as PaymentFinding['code'], subject: String(row['subject']) })));
  }
  return findings;
}
