/**
 * Every table of the database and how it is protected (README, "Who may see a row").
 * - `branch`: its `organization_path` lies in the scope of the transaction;
 * - `branch_by_id`: append-only rows that hold `organization_id`; the policy looks through `organizations`;
 * - `inherited`: readable also from below its owner, written in scope;
 * - `person`: visible where `person_branches` says so;
 * - `ledger`: visible from the fund's side and from the beneficiary's side;
 * - `reference`: readable by all, never written by the application role;
 * - `technical`: no policy; only the grants named here.
 */
export type TableKind = 'branch' | 'branch_by_id' | 'inherited' | 'person' | 'ledger' | 'reference' | 'technical';

export interface TableDeclaration {
  readonly kind: TableKind;
  /** What the application role may do; `columns` narrows a privilege to the named columns. */
  readonly grants: readonly (Privilege | { readonly privilege: Privilege; readonly columns: readonly string[] })[];
  /** Key columns for the audit log; absent: the table is not audited. */
  readonly auditKey?: readonly string[];
  /** Columns whose values never enter the audit log. */
  readonly auditExcept?: readonly string[];
  /** UPDATE, DELETE and TRUNCATE are refused for everybody by a trigger. */
  readonly appendOnly?: true;
}
export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

const read: readonly Privilege[] = ['SELECT'];
const add: readonly Privilege[] = ['SELECT', 'INSERT'];
const edit: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE'];
const id = ['id'];

export const tableCatalogue = {
  // organizations and reference data
  organizations: { kind: 'inherited', grants: edit, auditKey: id },
  divisions: { kind: 'reference', grants: read },
  working_days: { kind: 'reference', grants: read },
  illness_catalogues: { kind: 'reference', grants: read },
  icd10_categories: { kind: 'reference', grants: read },
  // platform
  audit_log: { kind: 'branch', grants: read, appendOnly: true },
  audit_values: { kind: 'technical', grants: [] },
  outbox: { kind: 'technical', grants: edit },
  idempotency_keys: { kind: 'technical', grants: edit },
  imports: { kind: 'branch', grants: edit, auditKey: id, auditExcept: ['progress'] },
  import_rows: { kind: 'branch', grants: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  documents: { kind: 'branch', grants: add, auditKey: id },
  document_downloads: { kind: 'branch_by_id', grants: add, appendOnly: true },
  // identity
  accounts: {
    kind: 'branch',
    grants: [
      { privilege: 'SELECT', columns: ['id', 'username', 'display_name', 'organization_id', 'organization_path', 'state', 'locked_until', 'must_change_password', 'version', 'created_at'] },
      'INSERT',
      { privilege: 'UPDATE', columns: ['display_name', 'state', 'version'] },
    ],
    auditKey: id,
    auditExcept: ['password_hash', 'failed_attempts'],
  },
  account_roles: { kind: 'branch', grants: [...add, { privilege: 'UPDATE', columns: ['valid_to', 'ended_at'] }], auditKey: id },
  sessions: { kind: 'technical', grants: [] },
  // people
  people: { kind: 'person', grants: edit, auditKey: id },
  person_branches: { kind: 'branch', grants: add, auditKey: ['person_id', 'organization_id'] },
  memberships: { kind: 'branch', grants: edit, auditKey: id },
  households: { kind: 'branch', grants: edit, auditKey: id },
  household_members: { kind: 'branch', grants: edit, auditKey: id },
  bank_accounts: { kind: 'branch', grants: edit, auditKey: id },
  branch_notices: {
    kind: 'branch',
    // They are added by functions alone, since most stand outside the branch that causes them.
    grants: [...read, { privilege: 'UPDATE', columns: ['status', 'resolution', 'note', 'closed_by', 'closed_on', 'version'] }],
    auditKey: id,
  },
  reveals: { kind: 'branch_by_id', grants: add, appendOnly: true },
  // funds
  funds: { kind: 'inherited', grants: edit, auditKey: id },
  fund_accounts: { kind: 'inherited', grants: read },
  ledger_entries: { kind: 'ledger', grants: add, appendOnly: true, auditKey: id },
  // reviews
  case_parts: { kind: 'branch_by_id', grants: add, appendOnly: true, auditKey: ['subject_type', 'subject_id', 'account_id'] },
  // Rows come from open_review_task alone, which knows where a task is handled.
  review_tasks: { kind: 'branch', grants: ['SELECT', { privilege: 'UPDATE', columns: ['status', 'leased_by', 'leased_until', 'version'] }], auditKey: id },
  review_decisions: { kind: 'branch_by_id', grants: add, appendOnly: true, auditKey: id },
  // payments and aid records
  payables: { kind: 'branch', grants: [...add, { privilege: 'UPDATE', columns: ['status', 'version'] }], auditKey: id },
  payable_receipts: { kind: 'branch', grants: add, auditKey: ['document_id'] },
  payments: { kind: 'branch', grants: [...add, { privilege: 'UPDATE', columns: ['status', 'bank_reference', 'paid_on', 'version'] }], auditKey: id },
  aid_records: { kind: 'branch', grants: [...add, { privilege: 'UPDATE', columns: ['status', 'given_on', 'reversed_on', 'version'] }], auditKey: id },
  // mutual aid
  mutual_aid_plans: { kind: 'inherited', grants: edit, auditKey: id },
  plan_versions: { kind: 'inherited', grants: add, auditKey: id },
  plan_illnesses: { kind: 'inherited', grants: add, auditKey: id },
  card_batches: { kind: 'branch', grants: edit, auditKey: id },
  cards: { kind: 'branch', grants: edit, auditKey: id },
  card_events: { kind: 'branch_by_id', grants: add, appendOnly: true },
  claims: { kind: 'branch', grants: edit, auditKey: id },
  claim_documents: { kind: 'branch', grants: edit, auditKey: id },
  claim_findings: { kind: 'branch', grants: edit, auditKey: id },
  claim_events: { kind: 'branch_by_id', grants: add, appendOnly: true },
} as const satisfies Record<string, TableDeclaration>;

/** Tables that the migration tool keeps for itself. */
export const toolTables = ['migrations'] as const;

/** Functions that the application role may call; every other one of ours is closed to it. */
export const callableFunctions = [
  'auth_begin_attempt', 'auth_open_session', 'auth_session', 'auth_close_session', 'auth_close_sessions_of', 'auth_own_account',
  'auth_own_roles', 'auth_set_password', 'auth_reaches_beyond', 'auth_account_names', 'auth_first_administrator', 'purge_expired',
  'ownerless_files',
  'match_people', 'tell_other_branches', 'tell_common_organization', 'known_elsewhere', 'shared_claim_traits', 'claim_benefit_awarded',
  'open_review_task', 'cancel_review_tasks', 'review_task_waiting',
] as const;
