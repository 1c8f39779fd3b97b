import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect, SCOPE } from './support.js';

/** Who had which part in a case, review tasks and decisions, payables, payments and aid records. */
export class ReviewsAndPayments1700000000006 implements MigrationInterface {
  name = 'ReviewsAndPayments1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(handlingFunctions);
    for (const table of ['case_parts', 'review_tasks', 'review_decisions', 'payables', 'payable_receipts', 'payments', 'aid_records'] as const) {
      await protect(runner, table);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE aid_records, payments, payable_receipts, payables, review_decisions, review_tasks, case_parts CASCADE');
    await runner.query('DROP FUNCTION refuse_own_payment, open_review_task, cancel_review_tasks, review_task_waiting');
  }
}

/*
 * Four eyes: the primary key of case_parts lets an account have one part in a case, whatever the code does;
 * decisions and payments name their part by foreign key, so none can exist without it.
 */
const tables = `
CREATE TABLE case_parts (
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES accounts(id),
  part text NOT NULL CHECK (part IN ('registrar','first_reviewer','final_approver','payer','finance_approver')),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subject_type, subject_id, account_id),
  UNIQUE (subject_type, subject_id, account_id, part)
);
CREATE TABLE review_tasks (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  -- the case's own; the task may be handled above it
  subject_organization_id uuid NOT NULL REFERENCES organizations(id),
  stage text NOT NULL CHECK (stage IN ('first_review','final_review')),
  role text NOT NULL CHECK (role IN ('reviewer','approver')),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open','leased','decided','cancelled')),
  leased_by uuid REFERENCES accounts(id),
  leased_until timestamptz,
  opened_on date NOT NULL,
  due_on date NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'leased') = (leased_by IS NOT NULL AND leased_until IS NOT NULL) OR status IN ('decided','cancelled'))
);
CREATE UNIQUE INDEX review_tasks_one_live ON review_tasks (subject_type, subject_id) WHERE status IN ('open','leased');
CREATE INDEX review_tasks_queue ON review_tasks (organization_path, role, due_on, id) WHERE status IN ('open','leased');
CREATE INDEX review_tasks_branch ON review_tasks (organization_path, status, due_on, id);
CREATE TABLE review_decisions (
  id uuid PRIMARY KEY,
  task_id uuid NOT NULL UNIQUE REFERENCES review_tasks(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  stage text NOT NULL,
  part text NOT NULL CHECK (part IN ('first_reviewer','final_approver')),
  outcome text NOT NULL CHECK (outcome IN ('endorse','return','reject')),
  reason_code text,
  comment bytea,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((stage, part) IN (('first_review','first_reviewer'), ('final_review','final_approver'))),
  CHECK (outcome = 'endorse' OR reason_code IS NOT NULL),
  CONSTRAINT review_decisions_part FOREIGN KEY (subject_type, subject_id, decided_by, part) REFERENCES case_parts (subject_type, subject_id, account_id, part)
);
CREATE INDEX review_decisions_subject ON review_decisions (subject_type, subject_id);

CREATE TABLE payables (
  id uuid PRIMARY KEY,
  source_type text NOT NULL,
  source_id uuid NOT NULL,
  installment integer NOT NULL DEFAULT 1 CHECK (installment >= 1),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  fund_id uuid NOT NULL REFERENCES funds(id),
  reservation_id uuid NOT NULL UNIQUE,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  payee_person_id uuid NOT NULL REFERENCES people(id),
  payee_name text NOT NULL,
  account_number bytea,
  account_number_index bytea,
  bank_name text,
  registered_by uuid NOT NULL REFERENCES accounts(id),
  reviewed_by uuid NOT NULL REFERENCES accounts(id),
  approved_by uuid NOT NULL REFERENCES accounts(id),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open','in_payment','settled','cancelled')),
  opened_on date NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (source_type, source_id, installment),
  UNIQUE (id, source_type, source_id),
  CONSTRAINT payables_four_eyes CHECK (registered_by <> reviewed_by AND registered_by <> approved_by AND reviewed_by <> approved_by)
);
-- The two orders in which a branch pages through its payables.
CREATE INDEX payables_branch ON payables (organization_path, id);
CREATE INDEX payables_status ON payables (status, organization_path, id);
CREATE TABLE payable_receipts (
  document_id uuid PRIMARY KEY REFERENCES documents(id),
  payable_id uuid NOT NULL REFERENCES payables(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (payable_id, document_id)
);
CREATE TABLE payments (
  id uuid PRIMARY KEY,
  payable_id uuid NOT NULL,
  source_type text NOT NULL,
  source_id uuid NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  -- whose bank account or till it comes from: the fund's organization
  paying_organization_id uuid NOT NULL REFERENCES organizations(id),
  attempt integer NOT NULL CHECK (attempt >= 1),
  method text NOT NULL CHECK (method IN ('bank','cash','goods')),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  bank_reference text,
  receipt_document_id uuid,
  status text NOT NULL CHECK (status IN ('batched','sent','paid','failed','reversed')),
  paid_on date,
  paid_by uuid NOT NULL,
  part text NOT NULL DEFAULT 'payer' CHECK (part = 'payer'),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (payable_id, attempt),
  FOREIGN KEY (payable_id, source_type, source_id) REFERENCES payables (id, source_type, source_id),
  CONSTRAINT payments_part FOREIGN KEY (source_type, source_id, paid_by, part) REFERENCES case_parts (subject_type, subject_id, account_id, part),
  CONSTRAINT payments_receipt FOREIGN KEY (payable_id, receipt_document_id) REFERENCES payable_receipts (payable_id, document_id),
  CHECK (status <> 'paid' OR paid_on IS NOT NULL),
  CHECK (method <> 'bank' OR status <> 'paid' OR bank_reference IS NOT NULL),
  CHECK (method = 'bank' OR status <> 'paid' OR receipt_document_id IS NOT NULL)
);
CREATE UNIQUE INDEX payments_one_live ON payments (payable_id) WHERE status IN ('batched','sent','paid');
CREATE UNIQUE INDEX payments_bank_reference ON payments (paying_organization_id, bank_reference) WHERE bank_reference IS NOT NULL;
CREATE UNIQUE INDEX payments_one_receipt ON payments (receipt_document_id) WHERE receipt_document_id IS NOT NULL;
CREATE INDEX payments_branch ON payments (organization_path, id);
-- The parts in a case keep its people apart; the payable names three of them itself, and nobody pays their own.
CREATE FUNCTION refuse_own_payment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM payables p WHERE p.id = NEW.payable_id AND NEW.paid_by IN (p.registered_by, p.reviewed_by, p.approved_by)) THEN
    RAISE EXCEPTION 'nobody pays what they registered, reviewed or approved'
      USING ERRCODE = '23514', CONSTRAINT = 'payments_four_eyes', TABLE = 'payments';
  END IF;
  IF NEW.amount_fen <> (SELECT amount_fen FROM payables WHERE id = NEW.payable_id) THEN
    RAISE EXCEPTION 'a payment has the amount of its payable' USING ERRCODE = 'BF005';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_own BEFORE INSERT OR UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_own_payment();

CREATE TABLE aid_records (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES people(id),
  household_id uuid REFERENCES households(id),
  kind text NOT NULL,
  programme text NOT NULL,
  period text NOT NULL,
  fund_id uuid REFERENCES funds(id),
  fund_source text NOT NULL CHECK (fund_source IN ('CENTRAL_FISCAL','LOCAL_FISCAL','SUPERIOR_UNION','OWN_UNION','SOCIAL_DONATION','EMPLOYER','OTHER','MUTUAL_AID_FUND')),
  form text NOT NULL CHECK (form IN ('cash','goods')),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  source_type text NOT NULL,
  source_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('promised','given','cancelled','reversed')),
  promised_on date NOT NULL,
  given_on date,
  reversed_on date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (source_type, source_id),
  CHECK (status <> 'given' OR given_on IS NOT NULL),
  CHECK ((status = 'reversed') = (reversed_on IS NOT NULL))
);
CREATE INDEX aid_records_person ON aid_records (person_id, programme, period);
CREATE INDEX aid_records_branch ON aid_records (organization_path, given_on, kind);
`;

/** The organization `o` lies in the branch of the transaction. */
const IN_SCOPE = `o.path >= ${SCOPE} AND o.path < ${SCOPE} || chr(1114111)`;

/*
 * A task may be handled above the branch of its case, where no policy lets that branch look or write. So these step over the
 * policy, each only for a case whose own organization lies in the branch, and tell no more than where and since when it waits.
 */
const handlingFunctions = `
-- Handled at the nearest organization, from the case's upwards, where somebody could decide today: an active account that was given
-- the role there and has no other part in the case. Where there is nobody at all, it is opened at the case's own, to be seen.
CREATE FUNCTION open_review_task(
  task uuid, case_type text, case_id uuid, case_organization uuid, wanted_stage text, wanted_role text, today date, due date
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  origin organizations;
  handling organizations;
BEGIN
  SELECT o.* INTO origin FROM organizations o WHERE o.id = case_organization AND ${IN_SCOPE};
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a review task is opened for a case of the branch' USING ERRCODE = '42501';
  END IF;
  SELECT o.* INTO handling FROM organizations o
  WHERE starts_with(origin.path, o.path) AND EXISTS (
    SELECT 1 FROM account_roles r JOIN accounts a ON a.id = r.account_id
    WHERE r.organization_path = o.path AND r.role = wanted_role AND r.ended_at IS NULL
      AND r.valid_from <= today AND (r.valid_to IS NULL OR r.valid_to >= today) AND a.state = 'active'
      AND NOT EXISTS (
        SELECT 1 FROM case_parts p WHERE p.subject_type = case_type AND p.subject_id = case_id AND p.account_id = a.id
          AND p.part <> CASE wanted_stage WHEN 'first_review' THEN 'first_reviewer' ELSE 'final_approver' END))
  ORDER BY length(o.path) DESC LIMIT 1;
  IF NOT FOUND THEN handling := origin; END IF;
  INSERT INTO review_tasks (id, organization_id, organization_path, subject_type, subject_id, subject_organization_id, stage, role, opened_on, due_on)
  VALUES (task, handling.id, handling.path, case_type, case_id, origin.id, wanted_stage, wanted_role, today, due);
END $$;

CREATE FUNCTION cancel_review_tasks(case_type text, case_id uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  UPDATE review_tasks t SET status = 'cancelled', version = t.version + 1
  FROM organizations o
  WHERE t.subject_type = case_type AND t.subject_id = case_id AND t.status IN ('open','leased') AND o.id = t.subject_organization_id AND ${IN_SCOPE}
$$;

CREATE FUNCTION review_task_waiting(case_type text, case_id uuid)
RETURNS TABLE (organization_name text, role text, opened_on date, due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT h.name_zh, t.role, t.opened_on, t.due_on
  FROM review_tasks t JOIN organizations h ON h.id = t.organization_id JOIN organizations o ON o.id = t.subject_organization_id
  WHERE t.subject_type = case_type AND t.subject_id = case_id AND t.status IN ('open','leased') AND ${IN_SCOPE}
$$;
`;
