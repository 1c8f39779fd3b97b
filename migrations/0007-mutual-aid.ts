import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect, SCOPE } from './support.js';

/** Mutual-aid plans with their illness lists, cards and claims. */
export class MutualAid1700000000007 implements MigrationInterface {
  name = 'MutualAid1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(claimTables);
    for (const table of [
      'illness_catalogues', 'icd10_categories', 'mutual_aid_plans', 'plan_versions', 'plan_illnesses', 'card_batches', 'cards', 'card_events',
      'claims', 'claim_documents', 'claim_findings', 'claim_events',
    ] as const) {
      await protect(runner, table);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE claim_events, claim_findings, claim_documents, claims, card_events, cards, card_batches,
      plan_illnesses, plan_versions, mutual_aid_plans, icd10_categories, illness_catalogues CASCADE`);
    await runner.query('DROP FUNCTION claim_benefit_awarded, shared_claim_traits, check_plan_illnesses');
  }
}

const tables = `
CREATE TABLE illness_catalogues (
  code text PRIMARY KEY,
  name_zh text NOT NULL,
  content jsonb NOT NULL
);
CREATE TABLE icd10_categories (
  range text PRIMARY KEY,
  verified boolean NOT NULL
);
CREATE TABLE mutual_aid_plans (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  code text NOT NULL,
  name_zh text NOT NULL,
  fund_id uuid NOT NULL REFERENCES funds(id),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, code)
);
CREATE INDEX mutual_aid_plans_branch ON mutual_aid_plans (organization_path, id);
CREATE TABLE plan_versions (
  id uuid PRIMARY KEY,
  plan_id uuid NOT NULL REFERENCES mutual_aid_plans(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  number integer NOT NULL CHECK (number >= 1),
  valid_from date NOT NULL,
  valid_to date,
  benefit_fen bigint NOT NULL CHECK (benefit_fen > 0),
  illness_count integer NOT NULL CHECK (illness_count > 0),
  card_term_months integer NOT NULL CHECK (card_term_months > 0),
  waiting_days integer NOT NULL CHECK (waiting_days >= 0),
  claim_deadline_days integer NOT NULL CHECK (claim_deadline_days > 0),
  minimum_hospital_grade integer NOT NULL CHECK (minimum_hospital_grade BETWEEN 1 AND 3),
  minimum_age integer,
  maximum_age integer,
  first_review_working_days integer NOT NULL CHECK (first_review_working_days > 0),
  final_review_working_days integer NOT NULL CHECK (final_review_working_days > 0),
  required_documents text[] NOT NULL,
  waivable_findings text[] NOT NULL DEFAULT '{}',
  not_covered jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (plan_id, number),
  UNIQUE (plan_id, valid_from),
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE TABLE plan_illnesses (
  id uuid PRIMARY KEY,
  plan_version_id uuid NOT NULL REFERENCES plan_versions(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  no integer NOT NULL CHECK (no >= 1),
  code text NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  rule jsonb NOT NULL,
  evidence_zh text NOT NULL,
  evidence_en text NOT NULL,
  origin text NOT NULL CHECK (origin IN ('bulletin','default')),
  active boolean NOT NULL DEFAULT true,
  UNIQUE (plan_version_id, no),
  UNIQUE (plan_version_id, code)
);
-- A version is complete or it is not committed, and no illness comes into force in it later.
CREATE FUNCTION check_plan_illnesses() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  version plan_versions;
BEGIN
  IF TG_TABLE_NAME = 'plan_versions' THEN
    version := NEW;
  ELSE
    SELECT * INTO version FROM plan_versions v WHERE v.id = NEW.plan_version_id;
  END IF;
  IF (SELECT count(*) FROM plan_illnesses i WHERE i.plan_version_id = version.id AND i.active) <> version.illness_count THEN
    RAISE EXCEPTION 'a plan version has exactly % active illnesses', version.illness_count
      USING ERRCODE = 'BF004', CONSTRAINT = 'plan_versions_complete_list', TABLE = 'plan_versions';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER complete_list AFTER INSERT ON plan_versions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_plan_illnesses();
CREATE CONSTRAINT TRIGGER complete_list AFTER INSERT ON plan_illnesses DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_plan_illnesses();

CREATE TABLE card_batches (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  plan_id uuid NOT NULL REFERENCES mutual_aid_plans(id),
  plan_version_id uuid NOT NULL REFERENCES plan_versions(id),
  name_zh text NOT NULL,
  occupation_group text,
  gifted boolean NOT NULL,
  valid_from date NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open','closed','cancelled')),
  created_by uuid NOT NULL REFERENCES accounts(id),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX card_batches_branch ON card_batches (organization_path, id);
CREATE SEQUENCE card_numbers;
CREATE TABLE cards (
  id uuid PRIMARY KEY,
  card_number text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES people(id),
  batch_id uuid NOT NULL REFERENCES card_batches(id),
  plan_id uuid NOT NULL REFERENCES mutual_aid_plans(id),
  plan_version_id uuid NOT NULL REFERENCES plan_versions(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  gifted boolean NOT NULL,
  issued_on date NOT NULL,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  status text NOT NULL DEFAULT 'issued' CHECK (status IN ('issued','lost','used','void')),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to >= valid_from),
  CHECK (issued_on <= valid_to)
);
-- One live card per person and plan; a term that has ended makes room for the next.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE cards ADD CONSTRAINT cards_one_live EXCLUDE USING gist
  (person_id WITH =, plan_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (status IN ('issued','used'));
CREATE INDEX cards_branch ON cards (organization_path, id);
CREATE INDEX cards_person ON cards (person_id);
CREATE INDEX cards_batch ON cards (batch_id, organization_path, id);
CREATE INDEX cards_year ON cards (organization_path, issued_on) WHERE gifted;
CREATE TABLE card_events (
  id uuid PRIMARY KEY,
  card_id uuid NOT NULL REFERENCES cards(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  event text NOT NULL,
  from_status text,
  to_status text NOT NULL,
  account_id uuid REFERENCES accounts(id),
  business_time timestamptz NOT NULL
);
CREATE INDEX card_events_card ON card_events (card_id);
`;

const claimTables = `
CREATE SEQUENCE claim_numbers;
CREATE TABLE claims (
  id uuid PRIMARY KEY,
  claim_number text NOT NULL UNIQUE,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES people(id),
  card_id uuid NOT NULL REFERENCES cards(id),
  plan_id uuid NOT NULL REFERENCES mutual_aid_plans(id),
  plan_version_id uuid NOT NULL REFERENCES plan_versions(id),
  claimant_kind text NOT NULL DEFAULT 'holder' CHECK (claimant_kind IN ('holder')),
  icd10_code bytea NOT NULL,
  operation_code bytea,
  diagnosis_text bytea,
  illness_match bytea,
  diagnosed_on date NOT NULL,
  hospital_name text NOT NULL,
  hospital_grade integer NOT NULL CHECK (hospital_grade BETWEEN 1 AND 3),
  payee_name text NOT NULL,
  account_number bytea NOT NULL,
  account_number_index bytea NOT NULL,
  bank_name text NOT NULL,
  contact_mobile bytea,
  contact_mobile_index bytea,
  status text NOT NULL CHECK (status IN ('draft','screening','first_review','final_review','approved','paying','paid',
    'returned','rejected','withdrawn','payment_failed','revoked','reversed')),
  contested_reason bytea,
  returned_by_screening boolean NOT NULL DEFAULT false,
  benefit_fen bigint,
  submitted_on date,
  approved_on date,
  paid_on date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- Once only: one benefit per person and plan, whatever version of it.
CREATE UNIQUE INDEX claims_once_only ON claims (plan_id, person_id) WHERE status IN ('approved','paying','paid','payment_failed');
CREATE INDEX claims_branch ON claims (organization_path, id);
CREATE INDEX claims_status ON claims (status, organization_path, id);
CREATE INDEX claims_person ON claims (person_id);
CREATE INDEX claims_card ON claims (card_id);
CREATE INDEX claims_account ON claims (account_number_index);
CREATE INDEX claims_mobile ON claims (contact_mobile_index) WHERE contact_mobile_index IS NOT NULL;
CREATE INDEX claims_paid ON claims (organization_path, paid_on) WHERE paid_on IS NOT NULL;
CREATE TABLE claim_documents (
  id uuid PRIMARY KEY,
  claim_id uuid NOT NULL REFERENCES claims(id),
  document_id uuid NOT NULL REFERENCES documents(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  kind text NOT NULL,
  content_hash bytea NOT NULL,
  removed_on date,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX claim_documents_claim ON claim_documents (claim_id);
CREATE INDEX claim_documents_content ON claim_documents (content_hash);
CREATE TABLE claim_findings (
  id uuid PRIMARY KEY,
  claim_id uuid NOT NULL REFERENCES claims(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  screening_number integer NOT NULL,
  code text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('blocking','warning')),
  details bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (claim_id, screening_number, code)
);
CREATE TABLE claim_events (
  id uuid PRIMARY KEY,
  claim_id uuid NOT NULL REFERENCES claims(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  event text NOT NULL,
  from_status text,
  to_status text NOT NULL,
  account_id uuid REFERENCES accounts(id),
  system_actor text,
  reason_code text,
  note bytea,
  business_time timestamptz NOT NULL,
  real_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX claim_events_claim ON claim_events (claim_id, id);
-- Which claims outside the scope share a trait with one inside: the trait, the other organization's name and how many, never a record.
CREATE FUNCTION shared_claim_traits(claim uuid)
RETURNS TABLE (trait text, other_organization text, other_count bigint, other_people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH me AS (
    SELECT * FROM claims WHERE id = claim AND organization_path >= ${SCOPE} AND organization_path < ${SCOPE} || chr(1114111)
  ),
  shared AS (
    SELECT 'person' AS trait, c.id, c.organization_id, false AS other_person FROM claims c, me WHERE c.person_id = me.person_id
    UNION SELECT 'account', c.id, c.organization_id, c.person_id <> me.person_id FROM claims c, me WHERE c.account_number_index = me.account_number_index
    UNION SELECT 'mobile', c.id, c.organization_id, c.person_id <> me.person_id FROM claims c, me WHERE c.contact_mobile_index = me.contact_mobile_index
    UNION SELECT 'document', c.id, c.organization_id, c.person_id <> me.person_id FROM me JOIN claim_documents mine ON mine.claim_id = me.id
      JOIN claim_documents d ON d.content_hash = mine.content_hash AND d.removed_on IS NULL
      JOIN claims c ON c.id = d.claim_id WHERE mine.removed_on IS NULL
  )
  SELECT s.trait, o.name_zh, count(*), count(*) FILTER (WHERE s.other_person)
  FROM shared s JOIN organizations o ON o.id = s.organization_id
  WHERE s.id <> claim AND NOT (o.path >= ${SCOPE} AND o.path < ${SCOPE} || chr(1114111))
  GROUP BY s.trait, o.name_zh
$$;
-- Whether the holder of a claim in scope has been awarded the plan's benefit by another claim, in whatever branch.
CREATE FUNCTION claim_benefit_awarded(claim uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT 1 FROM claims me JOIN claims c ON c.plan_id = me.plan_id AND c.person_id = me.person_id AND c.id <> me.id
    WHERE me.id = claim AND me.organization_path >= ${SCOPE} AND me.organization_path < ${SCOPE} || chr(1114111)
      AND c.status IN ('approved','paying','paid','payment_failed'))
$$;
`;
