import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/system-actors.js';
import { constraintMeans } from '../../platform/database/constraints.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import type { Role } from './rules/permissions.js';
import './identity.refusals.js';

constraintMeans('accounts_username_key', 'accounts.username_taken');
constraintMeans('account_roles_administrator_alone', 'accounts.administrator_alone');
constraintMeans('account_roles_once', 'accounts.role_already_given');

export interface NewAccount {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly passwordHash: string;
}

export interface NewRole {
  readonly id: string;
  readonly accountId: string;
  readonly role: Role;
  readonly organizationId: string;
  readonly organizationPath: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly givenBy: string | null;
}

export interface AccountRecord {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly state: 'active' | 'disabled';
  readonly version: number;
}

/** What became of a new password. */
export type PasswordOutcome = 'done' | 'not_found' | 'own_account' | 'reaches_beyond' | 'changed_meanwhile';

/** All SQL that writes accounts and their roles. */
@Injectable()
export class AccountRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Adds an account whose password must be changed at the first sign-in. @throws Refused `accounts.username_taken` */
  async add(tx: Tx, account: NewAccount): Promise<void> {
    await tx.affected(
      `INSERT INTO accounts (id, username, display_name, organization_id, organization_path, password_hash, must_change_password)
       VALUES ($1, $2, $3, $4, $5, $6, true)`,
      [account.id, account.username, account.displayName, account.organizationId, account.organizationPath, account.passwordHash]);
  }

  /** An account of the branch. */
  async find(tx: Tx, id: string): Promise<AccountRecord | undefined> {
    return tx.row<AccountRecord>('SELECT id, username, display_name AS "displayName", state, version FROM accounts WHERE id = $1', [id]);
  }

  /** @returns false when the version is no longer the current one */
  async change(tx: Tx, id: string, version: number, values: { displayName: string; state: string }): Promise<boolean> {
    const touched = await tx.affected(
      'UPDATE accounts SET display_name = $3, state = $4, version = version + 1 WHERE id = $1 AND version = $2',
      [id, version, values.displayName, values.state]);
    return touched === 1;
  }

  /**
   * Sets a password, lifts a lock and forgets the failures.
   * @param change.expectedHash for the own password: the hash that was checked; null when an administrator resets another's
   * @param change.at the wall clock; `today` the business date
   */
  async setPassword(
    tx: Tx, accountId: string,
    change: { expectedHash: string | null; newHash: string; mustChange: boolean; today: string; at: Date },
  ): Promise<PasswordOutcome> {
    const row = await tx.row<{ outcome: PasswordOutcome }>(
      'SELECT auth_set_password($1, $2, $3, $4, $5, $6) AS outcome',
      [accountId, change.expectedHash, change.newHash, change.mustChange, change.today, change.at]);
    return row?.outcome ?? 'not_found';
  }

  /** Whether the account holds a role outside the branch, today (`YYYY-MM-DD`) or later. */
  async reachesBeyond(tx: Tx, accountId: string, today: string): Promise<boolean> {
    return (await tx.row<{ beyond: boolean }>('SELECT auth_reaches_beyond($1, $2) AS beyond', [accountId, today]))?.beyond ?? true;
  }

  /** @throws Refused `accounts.administrator_alone`, `accounts.role_already_given` */
  async giveRole(tx: Tx, role: NewRole): Promise<void> {
    await tx.affected(
      `INSERT INTO account_roles (id, account_id, role, organization_id, organization_path, valid_from, valid_to, given_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [role.id, role.accountId, role.role, role.organizationId, role.organizationPath, role.validFrom, role.validTo, role.givenBy]);
  }

  /** Takes a role away at once. @returns false when it had been taken away before */
  async endRole(tx: Tx, accountId: string, roleId: string, today: string, at: Date): Promise<boolean> {
    const touched = await tx.affected(
      `UPDATE account_roles SET ended_at = $4, valid_to = greatest(valid_from, least(coalesce(valid_to, $3::date), $3::date))
       WHERE id = $1 AND account_id = $2 AND ended_at IS NULL`, [roleId, accountId, today, at]);
    return touched === 1;
  }

  /** Whether the account has, or had, this role in the branch. */
  async hasRole(tx: Tx, accountId: string, roleId: string): Promise<boolean> {
    return (await tx.row('SELECT 1 FROM account_roles WHERE id = $1 AND account_id = $2', [roleId, accountId])) !== undefined;
  }

  /**
   * Adds the first administrator at the root of the tree. The database does nothing once any account exists.
   * @returns false when there were accounts
   */
  async addFirstAdministrator(
    requestId: string, first: { id: string; roleId: string; username: string; displayName: string; passwordHash: string; today: string },
  ): Promise<boolean> {
    const doorkeeper = systemActor('doorkeeper', { organizationId: '', scope: '', onBehalfOf: null, requestId });
    const row = await this.transactions.run(doorkeeper, (tx) => tx.row<{ added: boolean }>(
      'SELECT auth_first_administrator($1, $2, $3, $4, $5, $6) AS added',
      [first.id, first.roleId, first.username, first.displayName, first.passwordHash, first.today]));
    return row?.added ?? false;
  }
}
