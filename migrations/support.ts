import type { QueryRunner } from 'typeorm';
import { tableCatalogue, type TableDeclaration } from './table-catalogue.js';

/** The scope of the transaction; a missing or empty setting is NULL and matches no row. */
export const SCOPE = `nullif(current_setting('bangfu.scope', true), '')`;

const inScope = (column: string) => `(${column} >= ${SCOPE} AND ${column} < ${SCOPE} || chr(1114111))`;
const byOrganization = (column: string) =>
  `EXISTS (SELECT 1 FROM organizations o WHERE o.id = ${column} AND ${inScope('o.path')})`;

/**
 * Puts a created table under its declaration in the catalogue: row-level security with its policies,
 * the audit triggers, and the trigger that refuses changes of append-only rows.
 * @throws Error when the table is not declared.
 */
export async function protect(runner: QueryRunner, table: keyof typeof tableCatalogue): Promise<void> {
  const declaration: TableDeclaration = tableCatalogue[table];
  for (const statement of [...policiesOf(table, declaration), ...triggersOf(table, declaration)]) {
    await runner.query(statement);
  }
}

function policiesOf(table: string, declaration: TableDeclaration): string[] {
  if (declaration.kind === 'reference' || declaration.kind === 'technical') return [];
  const pathColumn = table === 'organizations' ? 'path' : 'organization_path';
  const enable = `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`;
  const all = (condition: string) => [enable, `CREATE POLICY in_scope ON ${table} USING (${condition}) WITH CHECK (${condition})`];
  switch (declaration.kind) {
    case 'branch':
      return all(inScope(pathColumn));
    case 'branch_by_id':
      return all(byOrganization('organization_id'));
    case 'ledger':
      return all(`${byOrganization('organization_id')} OR ${byOrganization('beneficiary_organization_id')}`);
    case 'inherited':
      return [
        enable,
        `CREATE POLICY readable ON ${table} FOR SELECT USING (${inScope(pathColumn)} OR starts_with(${SCOPE}, ${pathColumn}))`,
        `CREATE POLICY added ON ${table} FOR INSERT WITH CHECK (${inScope(pathColumn)})`,
        `CREATE POLICY changed ON ${table} FOR UPDATE USING (${inScope(pathColumn)}) WITH CHECK (${inScope(pathColumn)})`,
      ];
    case 'person': {
      const known = `EXISTS (SELECT 1 FROM person_branches b WHERE b.person_id = ${table}.id AND ${inScope('b.organization_path')})`;
      return [
        enable,
        `CREATE POLICY readable ON ${table} FOR SELECT USING (${known})`,
        // The branch row that makes a person visible names the person, so it can only come second.
        `CREATE POLICY added ON ${table} FOR INSERT WITH CHECK (${SCOPE} IS NOT NULL)`,
        `CREATE POLICY changed ON ${table} FOR UPDATE USING (${known}) WITH CHECK (${known})`,
      ];
    }
  }
}

function triggersOf(table: string, declaration: TableDeclaration): string[] {
  const statements: string[] = [];
  if (declaration.auditKey) {
    const call = `audit_rows('${declaration.auditKey.join(',')}', '${(declaration.auditExcept ?? []).join(',')}')`;
    statements.push(
      `CREATE TRIGGER audit_insert AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ${call}`,
      `CREATE TRIGGER audit_update AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ${call}`,
      `CREATE TRIGGER audit_delete AFTER DELETE ON ${table} REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ${call}`,
    );
  }
  if (declaration.appendOnly) {
    statements.push(
      `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      `CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    );
  }
  return statements;
}
