import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { AccountRepository } from '../accounts.repository.js';
import { generatePassword, Passwords } from '../passwords.js';

/**
 * Display names of accounts, for lists that say who did something: also of accounts outside the branch,
 * since an office above may have decided on a case of this branch.
 * @param ids account ids from rows that the caller may see; empty ones and repetitions do no harm
 * @returns names by account id
 */
export async function accountNames(tx: Tx, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; name: string }>('SELECT id, display_name AS name FROM auth_account_names($1::uuid[])', [wanted]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The administrator of the first start, with the password that is shown this once. */
export interface FirstAdministrator {
  readonly username: string;
  readonly password: string;
}

/** What the start of the program asks of accounts. */
@Injectable()
export class AccountSetup {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an administrator at the root of the tree, with a random password that must be changed, if no account exists at all.
   * When several processes start at once, one makes it and the others get null.
   * @param username the administrator's name
   */
  async createFirstAdministrator(username = 'admin'): Promise<FirstAdministrator | null> {
    const password = generatePassword();
    const passwordHash = await this.passwords.hash(password);
    const added = await this.accounts.addFirstAdministrator(newId(), {
      id: newId(), roleId: newId(), username, displayName: '系统管理员', passwordHash, today: this.clock.today(),
    });
    return added ? { username, password } : null;
  }
}
