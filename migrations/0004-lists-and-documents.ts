import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './support.js';

/** Uploaded documents with the log of their downloads, imports and their staged rows. */
export class ListsAndDocuments1700000000004 implements MigrationInterface {
  name = 'ListsAndDocuments1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(ownerlessFiles);
    for (const table of ['documents', 'document_downloads', 'imports', 'import_rows'] as const) await protect(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_rows, imports, document_downloads, documents CASCADE');
    await runner.query('DROP FUNCTION ownerless_files');
  }
}

const tables = `
CREATE TABLE documents (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  content_hash bytea NOT NULL,
  storage_key text NOT NULL,
  content_type text NOT NULL,
  size_bytes bigint NOT NULL CHECK (size_bytes > 0),
  file_name bytea NOT NULL,
  uploaded_by uuid NOT NULL REFERENCES accounts(id),
  uploaded_on date NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX documents_storage_key ON documents (storage_key);
CREATE TABLE document_downloads (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  document_id uuid NOT NULL REFERENCES documents(id),
  account_id uuid NOT NULL REFERENCES accounts(id),
  request_id text NOT NULL,
  business_time timestamptz NOT NULL,
  real_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX document_downloads_document ON document_downloads (document_id);
CREATE TABLE imports (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id),
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  kind text NOT NULL,
  document_id uuid NOT NULL REFERENCES documents(id),
  options jsonb NOT NULL DEFAULT '{}',
  dry_run boolean NOT NULL DEFAULT false,
  status text NOT NULL CHECK (status IN ('checking','preview','applying','applied','dropped','failed')),
  failure_code text,
  failure_details jsonb,
  progress jsonb NOT NULL DEFAULT '{}',
  rows_read integer NOT NULL DEFAULT 0,
  rows_good integer NOT NULL DEFAULT 0,
  rows_refused integer NOT NULL DEFAULT 0,
  rows_applied integer NOT NULL DEFAULT 0,
  rows_known integer NOT NULL DEFAULT 0,
  columns jsonb NOT NULL DEFAULT '{}',
  unknown_columns text[] NOT NULL DEFAULT '{}',
  next_chunk integer NOT NULL DEFAULT 0,
  uploaded_by uuid NOT NULL REFERENCES accounts(id),
  uploaded_on date NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX imports_branch ON imports (organization_path, id);
CREATE TABLE import_rows (
  import_id uuid NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
  row_number integer NOT NULL,
  organization_path text COLLATE "C" NOT NULL REFERENCES organizations(path) ON UPDATE CASCADE,
  state text NOT NULL CHECK (state IN ('good','refused','applied')),
  known boolean NOT NULL DEFAULT false,
  content bytea,
  key_index bytea,
  refusals jsonb NOT NULL DEFAULT '[]',
  result_id uuid,
  PRIMARY KEY (import_id, row_number)
);
CREATE INDEX import_rows_key ON import_rows (import_id, key_index);
CREATE INDEX import_rows_good ON import_rows (import_id, row_number) WHERE state = 'good';
CREATE INDEX import_rows_refused ON import_rows (import_id, row_number) WHERE state = 'refused';
`;

/*
 * Which of these stored files no document names, in any branch. A file is removed only when it is named here, and an
 * empty table names none: more likely it is not the one that belongs to the files.
 */
const ownerlessFiles = `
CREATE FUNCTION ownerless_files(keys text[]) RETURNS TABLE (storage_key text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.key FROM unnest(keys) AS k (key)
  WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.storage_key = k.key) AND EXISTS (SELECT 1 FROM documents)
$$;
`;
