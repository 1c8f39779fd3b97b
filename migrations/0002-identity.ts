import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './support.js';

/** Staff accounts, their roles per branch with dates, and sessions. */
export class Identity1700000000002 implements MigrationInterface {
  name = 'Identity1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(functions);
    for (const table of ['accounts', 'account_roles', 'sessions'] as const) await protect(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sessions, account_roles, accounts CASCADE');
  }
}

const tables = `
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  username text NOT NULL UNIQUE CHECK (username = lower(username)),
  display_name text NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  password_hash text NOT NULL,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active','disabled')),
  failed_attempts integer NOT NULL DEFAULT 0,
  locked_until timestamptz,
  must_change_password boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX accounts_branch ON accounts (organization_path, id);
CREATE TABLE account_roles (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts(id),
  role text NOT NULL CHECK (role IN ('caseworker','reviewer','approver','cashier','financeApprover','counsellor','analyst','auditor','administrator')),
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  valid_from date NOT NULL,
  valid_to date,
  given_by uuid REFERENCES accounts(id),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CHECK (given_by IS NULL OR given_by <> account_id)
);
CREATE INDEX account_roles_account ON account_roles (account_id);
CREATE INDEX account_roles_branch ON account_roles (organization_path, id);
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts(id),
  token_hash bytea NOT NULL UNIQUE,
  opened_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE INDEX sessions_account ON sessions (account_id);
`;

const functions = `SELECT 1`;
