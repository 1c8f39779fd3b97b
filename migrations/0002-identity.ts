import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './support.js';

/** Staff accounts, their roles per branch with dates, and sessions. */
export class Identity1700000000002 implements MigrationInterface {
  name = 'Identity1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(roleCheck);
    await runner.query(signInFunctions);
    await runner.query(accountFunctions);
    for (const table of ['accounts', 'account_roles', 'sessions'] as const) await protect(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sessions, account_roles, accounts CASCADE');
    await runner.query(
      'DROP FUNCTION check_account_role, auth_begin_attempt, auth_open_session, auth_session, auth_close_session, auth_close_sessions_of, '
      + 'auth_own_account, auth_own_roles, auth_set_password, auth_reaches_beyond, auth_account_names, auth_first_administrator, purge_expired');
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
  password_changed_at timestamptz NOT NULL DEFAULT now(),
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
  ended_at timestamptz,
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

/*
 * What a row of account_roles may not contradict: the other roles of the account, in whatever branch they were given.
 * It locks the account first, so that two roles given at once see one another.
 */
const roleCheck = `
CREATE FUNCTION check_account_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  days daterange := daterange(NEW.valid_from, NEW.valid_to, '[]');
  other record;
BEGIN
  IF NEW.ended_at IS NOT NULL THEN RETURN NEW; END IF;
  PERFORM 1 FROM accounts WHERE id = NEW.account_id FOR NO KEY UPDATE;
  FOR other IN
    SELECT role, organization_id FROM account_roles r
    WHERE r.account_id = NEW.account_id AND r.id <> NEW.id AND r.ended_at IS NULL AND daterange(r.valid_from, r.valid_to, '[]') && days
  LOOP
    IF other.role = NEW.role AND other.organization_id = NEW.organization_id THEN
      RAISE EXCEPTION 'the account holds this role there already' USING ERRCODE = '23P01', CONSTRAINT = 'account_roles_once', TABLE = 'account_roles';
    END IF;
    IF (other.role = 'administrator') <> (NEW.role = 'administrator') THEN
      RAISE EXCEPTION 'an administrator holds no other role' USING ERRCODE = '23P01', CONSTRAINT = 'account_roles_administrator_alone', TABLE = 'account_roles';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER check_role BEFORE INSERT OR UPDATE ON account_roles FOR EACH ROW EXECUTE FUNCTION check_account_role();
`;

/*
 * Signing in and finding a session happen before any branch is known, so they go through named functions.
 * Instants come from the caller's wall clock.
 */
const signInFunctions = `
CREATE FUNCTION auth_begin_attempt(wanted text, at timestamptz, attempts integer, lock_for interval)
RETURNS TABLE (account_id uuid, password_hash text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  -- A lost count after a power failure harms nobody, and a known name must not cost the time of a disk write more.
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
    UPDATE accounts a SET
      failed_attempts = CASE WHEN a.locked_until IS NULL THEN a.failed_attempts + 1 ELSE 1 END,
      locked_until = CASE WHEN CASE WHEN a.locked_until IS NULL THEN a.failed_attempts + 1 ELSE 1 END >= attempts THEN at + lock_for END
    WHERE a.username = wanted AND a.state = 'active' AND (a.locked_until IS NULL OR a.locked_until <= at)
    RETURNING a.id, a.password_hash;
END $$;

CREATE FUNCTION auth_open_session(account uuid, verified_hash text, session uuid, hash_of_token bytea, at timestamptz, until timestamptz)
RETURNS TABLE (id uuid, username text, display_name text, organization_id uuid, must_change_password boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN QUERY
    UPDATE accounts a SET failed_attempts = 0, locked_until = NULL
    WHERE a.id = account AND a.state = 'active' AND a.password_hash = verified_hash
    RETURNING a.id, a.username, a.display_name, a.organization_id, a.must_change_password;
  IF FOUND THEN
    INSERT INTO sessions (id, account_id, token_hash, opened_at, last_used_at, expires_at) VALUES (session, account, hash_of_token, at, at, until);
  END IF;
END $$;

CREATE FUNCTION auth_session(hash_of_token bytea, asked_organization uuid, at timestamptz, idle interval)
RETURNS TABLE (account_id uuid, must_change_password boolean, organization_id uuid, organization_path text, asked_path text, roles jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  found sessions;
BEGIN
  SELECT s.* INTO found FROM sessions s
  WHERE s.token_hash = hash_of_token AND s.closed_at IS NULL AND s.expires_at > at AND s.last_used_at > at - idle;
  IF found.id IS NULL THEN RETURN; END IF;
  IF found.last_used_at <= at - least(interval '1 minute', idle / 2) THEN
    UPDATE sessions s SET last_used_at = greatest(s.last_used_at, at) WHERE s.id = found.id;
  END IF;
  RETURN QUERY
    SELECT a.id, a.must_change_password, a.organization_id, a.organization_path::text,
      (SELECT o.path::text FROM organizations o WHERE o.id = asked_organization),
      coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.role, 'organizationId', r.organization_id, 'organizationPath', r.organization_path,
                                                    'validFrom', r.valid_from, 'validTo', r.valid_to) ORDER BY r.valid_from, r.id)
                FROM account_roles r WHERE r.account_id = a.id AND r.ended_at IS NULL), '[]'::jsonb)
    FROM accounts a WHERE a.id = found.account_id AND a.state = 'active';
END $$;

CREATE FUNCTION auth_close_session(hash_of_token bytea, at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  UPDATE sessions SET closed_at = at WHERE token_hash = hash_of_token AND closed_at IS NULL
$$;
`;

/** True for the account that acts, and for accounts of the branch that the transaction works in. */
const OWN = `a.id = nullif(current_setting('bangfu.account', true), '')::uuid`;
const IN_SCOPE = `starts_with(a.organization_path, nullif(current_setting('bangfu.scope', true), ''))`;

/*
 * The rest of the accounts: passwords and sessions are closed to the application role, so they are written here,
 * each function holding to the account that acts or to the branch of the transaction.
 */
const accountFunctions = `
CREATE FUNCTION auth_close_sessions_of(account uuid, except_hash bytea, at timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  closed integer;
BEGIN
  UPDATE sessions s SET closed_at = at FROM accounts a
  WHERE a.id = account AND s.account_id = a.id AND s.closed_at IS NULL AND (${OWN} OR ${IN_SCOPE})
    AND (except_hash IS NULL OR s.token_hash <> except_hash);
  GET DIAGNOSTICS closed = ROW_COUNT;
  RETURN closed;
END $$;

CREATE FUNCTION auth_own_account()
RETURNS TABLE (id uuid, username text, display_name text, organization_id uuid, organization_path text, must_change_password boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a.id, a.username, a.display_name, a.organization_id, a.organization_path::text, a.must_change_password FROM accounts a WHERE ${OWN}
$$;

CREATE FUNCTION auth_own_roles()
RETURNS TABLE (id uuid, role text, organization_id uuid, organization_path text, name_zh text, valid_from date, valid_to date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT r.id, r.role, r.organization_id, r.organization_path::text, o.name_zh, r.valid_from, r.valid_to
  FROM account_roles r JOIN accounts a ON a.id = r.account_id JOIN organizations o ON o.id = r.organization_id
  WHERE ${OWN} AND r.ended_at IS NULL
  ORDER BY r.valid_from, r.id
$$;

-- Whether a role of the account, held today or later, reaches beyond the branch of the transaction.
CREATE FUNCTION auth_reaches_beyond(account uuid, today date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT 1 FROM account_roles r WHERE r.account_id = account AND r.ended_at IS NULL AND (r.valid_to IS NULL OR r.valid_to >= today)
      AND starts_with(r.organization_path, nullif(current_setting('bangfu.scope', true), '')) IS NOT TRUE)
$$;

CREATE FUNCTION auth_set_password(account uuid, expected_hash text, new_hash text, must_change boolean, today date, at timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  own boolean;
BEGIN
  SELECT ${OWN} INTO own FROM accounts a WHERE a.id = account AND (${OWN} OR ${IN_SCOPE}) FOR NO KEY UPDATE;
  IF own IS NULL THEN RETURN 'not_found'; END IF;
  IF own AND expected_hash IS NULL THEN RETURN 'own_account'; END IF;
  -- Whoever resets a password could sign in with it, so no role of the account may reach beyond the branch.
  IF NOT own AND auth_reaches_beyond(account, today) THEN RETURN 'reaches_beyond'; END IF;
  UPDATE accounts a SET password_hash = new_hash, must_change_password = must_change, password_changed_at = at, failed_attempts = 0, locked_until = NULL
  WHERE a.id = account AND (expected_hash IS NULL OR a.password_hash = expected_hash);
  RETURN CASE WHEN FOUND THEN 'done' ELSE 'changed_meanwhile' END;
END $$;

CREATE FUNCTION auth_account_names(ids uuid[]) RETURNS TABLE (id uuid, display_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a.id, a.display_name FROM accounts a WHERE a.id = ANY (ids)
$$;

CREATE FUNCTION auth_first_administrator(account uuid, role_id uuid, wanted_username text, wanted_name text, hash text, today date) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  root organizations;
BEGIN
  PERFORM pg_advisory_xact_lock(7246352);
  IF EXISTS (SELECT 1 FROM accounts) THEN RETURN false; END IF;
  SELECT * INTO STRICT root FROM organizations WHERE parent_id IS NULL ORDER BY path LIMIT 1;
  INSERT INTO accounts (id, username, display_name, organization_id, organization_path, password_hash, must_change_password)
  VALUES (account, wanted_username, wanted_name, root.id, root.path, hash, true);
  INSERT INTO account_roles (id, account_id, role, organization_id, organization_path, valid_from)
  VALUES (role_id, account, 'administrator', root.id, root.path, today);
  RETURN true;
END $$;

CREATE FUNCTION purge_expired() RETURNS TABLE (sessions_removed bigint, keys_removed bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH gone_sessions AS (
    DELETE FROM sessions WHERE least(closed_at, expires_at) < now() - interval '30 days' RETURNING 1
  ), gone_keys AS (
    DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours' RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone_sessions), (SELECT count(*) FROM gone_keys)
$$;
`;
