import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './support.js';

/** Funds and their double-entry ledger. The database itself keeps the balances and refuses an overdraft. */
export class Funds1700000000005 implements MigrationInterface {
  name = 'Funds1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    for (const table of ['funds', 'fund_accounts', 'ledger_entries'] as const) await protect(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_entries, fund_accounts, funds CASCADE');
    await runner.query('DROP FUNCTION post_ledger_entries, open_fund_accounts');
  }
}

const tables = `
CREATE TABLE funds (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  code text NOT NULL,
  name_zh text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('mutual_aid','hardship_aid','consolation','education_aid','general')),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, code)
);
CREATE INDEX funds_branch ON funds (organization_path, id);
CREATE TABLE fund_accounts (
  fund_id uuid NOT NULL REFERENCES funds(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  account text NOT NULL CHECK (account IN ('contributions','available','reserved','paid')),
  balance_fen bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (fund_id, account),
  -- 'contributions' is where money comes from: its balance is what has come in, as a negative number.
  CONSTRAINT fund_accounts_cover CHECK (account = 'contributions' OR balance_fen >= 0)
);
CREATE FUNCTION open_fund_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO fund_accounts (fund_id, organization_path, account)
  SELECT NEW.id, NEW.organization_path, a FROM unnest(ARRAY['contributions','available','reserved','paid']) a;
  RETURN NULL;
END $$;
CREATE TRIGGER open_accounts AFTER INSERT ON funds FOR EACH ROW EXECUTE FUNCTION open_fund_accounts();

CREATE TABLE ledger_entries (
  id uuid PRIMARY KEY,
  entry_number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  fund_id uuid NOT NULL REFERENCES funds(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  beneficiary_organization_id uuid NOT NULL REFERENCES organizations(id),
  kind text NOT NULL CHECK (kind IN ('contribution','reserve','post','release','reversal')),
  from_account text NOT NULL,
  to_account text NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  -- the reserve that this entry opens ('reserve') or ends ('post', 'release'), or whose posting it undoes ('reversal')
  reservation_id uuid,
  source_type text NOT NULL,
  source_id uuid NOT NULL,
  contributor text,
  memo text,
  business_date date NOT NULL,
  recorded_by uuid REFERENCES accounts(id),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ledger_entries_accounts CHECK ((kind, from_account, to_account) IN (
    ('contribution','contributions','available'), ('reserve','available','reserved'),
    ('post','reserved','paid'), ('release','reserved','available'), ('reversal','paid','available'))),
  CHECK ((kind = 'contribution') = (reservation_id IS NULL)),
  CHECK ((kind = 'contribution') = (contributor IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_entries_one_reserve ON ledger_entries (source_type, source_id) WHERE kind = 'reserve';
CREATE UNIQUE INDEX ledger_entries_reservation ON ledger_entries (reservation_id) WHERE kind = 'reserve';
CREATE UNIQUE INDEX ledger_entries_one_end ON ledger_entries (reservation_id) WHERE kind IN ('post','release');
CREATE UNIQUE INDEX ledger_entries_one_reversal ON ledger_entries (reservation_id) WHERE kind = 'reversal';
CREATE INDEX ledger_entries_fund ON ledger_entries (fund_id, entry_number);
-- Holds all that a year's statement and the policy read, so that figures never touch the rows.
CREATE INDEX ledger_entries_year ON ledger_entries (fund_id, business_date, kind) INCLUDE (amount_fen, organization_id, beneficiary_organization_id);
/*
 * Balances follow the entries, one update a statement. Accounts are locked in one order, so that statements
 * which touch the same funds wait for one another and never in a ring.
 */
CREATE FUNCTION post_ledger_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM new_entries e JOIN funds f ON f.id = e.fund_id WHERE e.organization_id <> f.organization_id) THEN
    RAISE EXCEPTION 'a ledger entry names the organization of its fund' USING ERRCODE = 'BF002';
  END IF;
  IF EXISTS (
    SELECT 1 FROM new_entries e WHERE e.kind IN ('post','release','reversal') AND NOT EXISTS (
      SELECT 1 FROM ledger_entries r WHERE r.reservation_id = e.reservation_id
        AND r.kind = CASE e.kind WHEN 'reversal' THEN 'post' ELSE 'reserve' END
        AND r.fund_id = e.fund_id AND r.amount_fen = e.amount_fen AND r.beneficiary_organization_id = e.beneficiary_organization_id)) THEN
    RAISE EXCEPTION 'no such reserve to end, or no such posting to reverse' USING ERRCODE = 'BF003';
  END IF;
  PERFORM 1 FROM fund_accounts WHERE fund_id IN (SELECT fund_id FROM new_entries) ORDER BY fund_id, account FOR UPDATE;
  UPDATE fund_accounts a SET balance_fen = a.balance_fen + m.moved_fen
  FROM (
    SELECT fund_id, account, sum(moved_fen) AS moved_fen FROM (
      SELECT fund_id, to_account AS account, amount_fen AS moved_fen FROM new_entries
      UNION ALL SELECT fund_id, from_account, -amount_fen FROM new_entries) both_sides
    GROUP BY fund_id, account) m
  WHERE a.fund_id = m.fund_id AND a.account = m.account;
  RETURN NULL;
END $$;
CREATE TRIGGER post_entries AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS new_entries
  FOR EACH STATEMENT EXECUTE FUNCTION post_ledger_entries();
`;
