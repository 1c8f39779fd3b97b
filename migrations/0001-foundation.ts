import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './support.js';

/** Organizations, reference data, audit log, outbox and idempotency keys. */
export class Foundation1700000000001 implements MigrationInterface {
  name = 'Foundation1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions);
    await runner.query(tables);
    await runner.query(auditFunction);
    for (const table of ['organizations', 'audit_log', 'audit_values', 'outbox', 'idempotency_keys', 'divisions', 'working_days'] as const) {
      await protect(runner, table);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys, outbox, audit_values, audit_log, working_days, divisions, organizations CASCADE');
    await runner.query('DROP FUNCTION audit_rows, audit_digest, refuse_change, notify_outbox');
  }
}

const functions = `
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed; a correction is a new row', TG_TABLE_NAME USING ERRCODE = 'BF001';
END $$;
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_notify('bangfu_outbox', '');
  RETURN NULL;
END $$;
`;

const tables = `
CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  path text COLLATE "C" NOT NULL UNIQUE CHECK (path ~ '^([0-9A-Za-z]+\\.)+$'),
  parent_id uuid REFERENCES organizations(id),
  code text NOT NULL,
  name_zh text NOT NULL,
  level text NOT NULL CHECK (level IN ('national','province','prefecture','county','zone','town','village','enterprise','unit','department','industry')),
  division_code text,
  uscc text UNIQUE,
  valid_from date NOT NULL,
  valid_to date,
  successor_id uuid REFERENCES organizations(id),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX organizations_parent ON organizations (parent_id);

CREATE TABLE divisions (
  code text NOT NULL, name_zh text NOT NULL, valid_from date NOT NULL, valid_to date, successor_code text, verified boolean NOT NULL,
  PRIMARY KEY (code, valid_from)
);
CREATE TABLE working_days (
  day date PRIMARY KEY, working boolean NOT NULL, name_zh text NOT NULL, verified boolean NOT NULL
);

CREATE SEQUENCE audit_log_id;
CREATE TABLE audit_log (
  id bigint PRIMARY KEY DEFAULT nextval('audit_log_id'),
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  organization_path text COLLATE "C",
  table_name text NOT NULL,
  row_key text NOT NULL,
  action text NOT NULL CHECK (action IN ('insert','update','delete')),
  actor text NOT NULL,
  on_behalf_of uuid,
  request_id text,
  reason text,
  digests jsonb NOT NULL,
  business_time timestamptz,
  real_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_log_row ON audit_log (table_name, row_key, id);
CREATE INDEX audit_log_branch ON audit_log (organization_path, id);
CREATE TABLE audit_values (
  audit_id bigint PRIMARY KEY REFERENCES audit_log(id),
  salt uuid NOT NULL,
  changes jsonb NOT NULL
);

CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  job text NOT NULL,
  payload jsonb NOT NULL,
  organization_id uuid NOT NULL,
  scope text COLLATE "C" NOT NULL,
  on_behalf_of uuid,
  request_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  handed_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  done_at timestamptz,
  dead_at timestamptz,
  CHECK (done_at IS NULL OR dead_at IS NULL)
);
CREATE INDEX outbox_pending ON outbox (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_dead ON outbox (scope, dead_at) WHERE dead_at IS NOT NULL;
CREATE TRIGGER notify_added AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

CREATE TABLE idempotency_keys (
  account_id uuid NOT NULL,
  method text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  -- the branch that the request worked in: the same words are another command in another one
  organization_id uuid NOT NULL,
  body_digest bytea NOT NULL,
  result jsonb,
  refusal jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, method, route, key),
  CHECK ((result IS NULL) <> (refusal IS NULL))
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
`;

/** The statement that writes the audit rows of one kind of change; `source` yields the new row `n` and the old row `o` as jsonb. */
const writeAudit = (source: string) => `
WITH rows AS MATERIALIZED (
  SELECT nextval('audit_log_id') AS id, gen_random_uuid() AS salt, coalesce(n, o) AS whole, c.changes
  FROM (${source}) s
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(f, jsonb_build_array(o ->> f, n ->> f)) AS changes
    FROM jsonb_object_keys(coalesce(n, o)) f
    WHERE (o ->> f) IS DISTINCT FROM (n ->> f) AND NOT f = ANY (hidden)
  ) c
  WHERE c.changes IS NOT NULL AND NOT (TG_OP = 'UPDATE' AND c.changes - 'organization_path' = '{}'::jsonb)
), logged AS (
  INSERT INTO audit_log (id, organization_path, table_name, row_key, action, actor, on_behalf_of, request_id, reason, digests, business_time)
  SELECT r.id,
    coalesce(r.whole ->> 'organization_path', r.whole ->> 'path',
      -- A row without a path belongs to its organization, of the two of a ledger entry to the beneficiary's, whoever wrote it from above.
      (SELECT o.path FROM organizations o WHERE o.id = coalesce(r.whole ->> 'beneficiary_organization_id', r.whole ->> 'organization_id')::uuid),
      nullif(current_setting('bangfu.scope', true), '')),
    TG_TABLE_NAME,
    (SELECT string_agg(r.whole ->> k.name, '/' ORDER BY k.place) FROM unnest(keys) WITH ORDINALITY AS k(name, place)),
    lower(TG_OP), who,
    nullif(current_setting('bangfu.on_behalf_of', true), '')::uuid,
    nullif(current_setting('bangfu.request_id', true), ''),
    nullif(current_setting('bangfu.reason', true), ''),
    (SELECT jsonb_object_agg(v.key, jsonb_build_array(audit_digest(r.salt, v.key, v.value ->> 0), audit_digest(r.salt, v.key, v.value ->> 1)))
     FROM jsonb_each(r.changes) v),
    nullif(current_setting('bangfu.business_time', true), '')::timestamptz
  FROM rows r
)
INSERT INTO audit_values (audit_id, salt, changes) SELECT id, salt, changes FROM rows;
`;

const keyed = (table: string) =>
  `SELECT to_jsonb(t) AS j, (SELECT array_agg(to_jsonb(t) ->> k) FROM unnest(keys) k) AS key FROM ${table} t`;

/*
 * One audit row a changed row, written set-based from the transition tables of the statement.
 * Digests are salted per audit row, so that the values can be purged and the log still verifies.
 */
const auditFunction = `
CREATE FUNCTION audit_digest(salt uuid, field text, value text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT encode(sha256(convert_to(salt::text || chr(31) || field || chr(31) || value, 'UTF8')), 'hex')
$$;
CREATE FUNCTION audit_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  keys text[] := string_to_array(TG_ARGV[0], ',');
  hidden text[] := string_to_array(TG_ARGV[1], ',');
  who text := coalesce('system:' || nullif(current_setting('bangfu.system_actor', true), ''),
                       'account:' || nullif(current_setting('bangfu.account', true), ''),
                       'database:' || session_user);
BEGIN
  IF TG_OP = 'INSERT' THEN
    ${writeAudit('SELECT to_jsonb(x) AS n, NULL::jsonb AS o FROM new_rows x')}
  ELSIF TG_OP = 'UPDATE' THEN
    ${writeAudit(`SELECT a.j AS n, b.j AS o FROM (${keyed('new_rows')}) a JOIN (${keyed('old_rows')}) b USING (key)`)}
  ELSE
    ${writeAudit('SELECT NULL::jsonb AS n, to_jsonb(x) AS o FROM old_rows x')}
  END IF;
  RETURN NULL;
END $$;
`;
