import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './support.js';

/** Persons, who may see them, memberships, households, bank accounts and the log of unmasked looks. */
export class People1700000000003 implements MigrationInterface {
  name = 'People1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    // The policy of people looks through person_branches.
    for (const table of [
      'person_branches', 'people', 'memberships', 'households', 'household_members', 'bank_accounts', 'branch_notices', 'reveals',
    ] as const) {
      await protect(runner, table);
    }
    await runner.query(functions);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reveals, branch_notices, bank_accounts, household_members, households, memberships, person_branches, people CASCADE');
    await runner.query('DROP FUNCTION match_people, tell_other_branches, tell_common_organization');
  }
}

const tables = `
CREATE TABLE people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  id_type text NOT NULL CHECK (id_type IN ('resident_id','hmt_permit')),
  id_number bytea NOT NULL,
  id_number_index bytea NOT NULL UNIQUE,
  sex text NOT NULL CHECK (sex IN ('male','female')),
  birth_date date NOT NULL,
  mobile bytea,
  mobile_index bytea,
  version integer NOT NULL DEFAULT 1,
  merged_into uuid REFERENCES people(id),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX people_mobile ON people (mobile_index) WHERE mobile_index IS NOT NULL;
CREATE INDEX people_name_birth ON people (name COLLATE "C", birth_date);
CREATE TABLE person_branches (
  person_id uuid NOT NULL REFERENCES people(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  because text NOT NULL CHECK (because IN ('member','family','student','job_seeker','payee','claimant')),
  since date NOT NULL,
  PRIMARY KEY (person_id, organization_id)
);
CREATE INDEX person_branches_branch ON person_branches (organization_path, person_id);
CREATE TABLE memberships (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people(id),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  workplace text,
  occupation text,
  employed_on date,
  valid_from date NOT NULL,
  valid_to date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX memberships_one_current ON memberships (person_id, organization_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_branch ON memberships (organization_path, id);
CREATE TABLE households (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  head_person_id uuid NOT NULL REFERENCES people(id),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX households_branch ON households (organization_path, id);
CREATE TABLE household_members (
  id uuid PRIMARY KEY,
  household_id uuid NOT NULL REFERENCES households(id),
  person_id uuid NOT NULL REFERENCES people(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  relation text NOT NULL CHECK (relation IN ('head','father','mother','husband','wife','son','daughter','other')),
  valid_from date NOT NULL,
  valid_to date,
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX household_members_one_current ON household_members (person_id) WHERE valid_to IS NULL;
CREATE INDEX household_members_household ON household_members (household_id);
CREATE TABLE bank_accounts (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  account_number bytea NOT NULL,
  account_number_index bytea NOT NULL,
  bank_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (person_id, account_number_index, organization_path)
);
CREATE INDEX bank_accounts_number ON bank_accounts (account_number_index);
CREATE TABLE branch_notices (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES people(id),
  code text NOT NULL CHECK (code IN ('registered_elsewhere','name_differs')),
  registering_organization_id uuid NOT NULL REFERENCES organizations(id),
  registering_organization_name text NOT NULL,
  noticed_on date NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open','closed')),
  resolution text,
  note bytea,
  closed_by uuid REFERENCES accounts(id),
  closed_on date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT branch_notices_resolution CHECK (resolution IS NULL
    OR code = 'registered_elsewhere' AND resolution IN ('acknowledged','registered_wrongly')
    OR code = 'name_differs' AND resolution IN ('typed_wrongly','record_corrected','referred')),
  CONSTRAINT branch_notices_closing CHECK (CASE WHEN status = 'closed'
    THEN resolution IS NOT NULL AND closed_by IS NOT NULL AND closed_on IS NOT NULL
    ELSE resolution IS NULL AND note IS NULL AND closed_by IS NULL AND closed_on IS NULL END)
);
CREATE INDEX branch_notices_branch ON branch_notices (organization_path, noticed_on, id);
CREATE INDEX branch_notices_open ON branch_notices (organization_path, noticed_on, id) WHERE status = 'open';
CREATE UNIQUE INDEX branch_notices_one_open ON branch_notices (registering_organization_id, person_id) WHERE code = 'name_differs' AND status = 'open';
CREATE TABLE reveals (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  account_id uuid NOT NULL REFERENCES accounts(id),
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  fields text[] NOT NULL,
  reason text NOT NULL,
  request_id text NOT NULL,
  business_time timestamptz NOT NULL,
  real_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX reveals_subject ON reveals (subject_type, subject_id);
`;

/*
 * Looks across branches and answers without a record of the other branch: 'absent', 'same' (the typed name agrees,
 * with the person's id so that it can be attached) or 'differs' (without an id).
 */
const functions = `
CREATE FUNCTION match_people(indexes bytea[], names text[])
RETURNS TABLE (place integer, outcome text, person_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.place::integer,
         CASE WHEN p.id IS NULL THEN 'absent' WHEN p.name = t.name THEN 'same' ELSE 'differs' END,
         CASE WHEN p.name = t.name THEN p.id END
  FROM unnest(indexes, names) WITH ORDINALITY AS t(number_index, name, place)
  LEFT JOIN people p ON p.id_number_index = t.number_index
$$;
-- Tells every other branch that knows these people that this branch has registered them; it names the branch, nothing else.
CREATE FUNCTION tell_other_branches(persons uuid[], own_organization uuid, noticed_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO branch_notices (id, organization_id, organization_path, person_id, code, registering_organization_id, registering_organization_name, noticed_on)
  SELECT gen_random_uuid(), b.organization_id, b.organization_path, b.person_id, 'registered_elsewhere', o.id, o.name_zh, noticed_on
  FROM person_branches b
  JOIN organizations o ON o.id = own_organization
  WHERE b.person_id = ANY (persons) AND b.organization_id <> own_organization
    AND o.path >= nullif(current_setting('bangfu.scope', true), '') AND o.path < nullif(current_setting('bangfu.scope', true), '') || chr(1114111)
    AND EXISTS (SELECT 1 FROM person_branches mine WHERE mine.person_id = b.person_id AND mine.organization_id = own_organization)
$$;
/*
 * Tells the lowest organization above both this branch and every branch that knows a person that this branch has typed the
 * person's ID number with another name. It finds the disagreement for itself and answers nothing, so that the caller learns
 * neither who the person is nor where; one notice a person and registering organization stays open at a time.
 */
CREATE FUNCTION tell_common_organization(indexes bytea[], names text[], own_organization uuid, told_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH own AS MATERIALIZED (
    SELECT o.id, o.path, o.name_zh FROM organizations o
    WHERE o.id = own_organization AND o.path = nullif(current_setting('bangfu.scope', true), '')
  ), above AS MATERIALIZED (
    SELECT a.id, a.path FROM organizations a JOIN own ON starts_with(own.path, a.path) WHERE a.valid_to IS NULL OR a.valid_to >= told_on
  ), differing AS MATERIALIZED (
    SELECT DISTINCT p.id FROM unnest(indexes, names) AS t(number_index, name)
    JOIN people p ON p.id_number_index = t.number_index WHERE p.name <> t.name
  )
  INSERT INTO branch_notices (id, organization_id, organization_path, person_id, code, registering_organization_id, registering_organization_name, noticed_on)
  SELECT gen_random_uuid(), common.id, common.path, d.id, 'name_differs', own.id, own.name_zh, told_on
  FROM differing d CROSS JOIN own CROSS JOIN LATERAL (
    SELECT a.id, a.path FROM above a
    WHERE NOT EXISTS (SELECT 1 FROM person_branches b WHERE b.person_id = d.id AND NOT starts_with(b.organization_path, a.path))
    ORDER BY length(a.path) DESC LIMIT 1
  ) common
  ORDER BY d.id
  ON CONFLICT (registering_organization_id, person_id) WHERE code = 'name_differs' AND status = 'open' DO NOTHING
$$;
`;
