import { readEnvironment } from '../../src/config/env.js';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { AccountRepository } from '../../src/modules/identity/accounts.repository.js';
import { AccountQueries } from '../../src/modules/identity/accounts.queries.js';
import { MeQueries } from '../../src/modules/identity/me.queries.js';
import { cheapCost, Passwords } from '../../src/modules/identity/passwords.js';
import { AccountSetup } from '../../src/modules/identity/public/accounts.js';
import type { Role } from '../../src/modules/identity/rules/permissions.js';
import { SessionAccess } from '../../src/modules/identity/session-access.js';
import { SessionRepository } from '../../src/modules/identity/sessions.repository.js';
import { ChangeAccount } from '../../src/modules/identity/use-cases/change-account.js';
import { ChangeOwnPassword } from '../../src/modules/identity/use-cases/change-own-password.js';
import { CreateAccount } from '../../src/modules/identity/use-cases/create-account.js';
import { EndRole } from '../../src/modules/identity/use-cases/end-role.js';
import { GiveRole } from '../../src/modules/identity/use-cases/give-role.js';
import { ResetPassword } from '../../src/modules/identity/use-cases/reset-password.js';
import { SignIn } from '../../src/modules/identity/use-cases/sign-in.js';
import { SignOut } from '../../src/modules/identity/use-cases/sign-out.js';
import { OrganizationRepository } from '../../src/modules/organizations/organizations.repository.js';
import { Organizations } from '../../src/modules/organizations/public/organizations.js';
import type { TestDatabase } from '../support/database.js';

export const PASSWORD = 'three-quiet-herons';

/** Everything of the module on one database, wired as the program wires it. */
export function identityOn(database: TestDatabase) {
  const { transactions, clock } = database;
  const environment = readEnvironment({ SESSION_IDLE_MINUTES: '30', SESSION_HOURS: '12' });
  const passwords = new Passwords(cheapCost);
  const accounts = new AccountRepository(transactions);
  const sessions = new SessionRepository(transactions);
  const organizations = new Organizations(new OrganizationRepository());
  const me = new MeQueries(transactions);
  const createAccount = new CreateAccount(transactions, organizations, accounts, passwords, clock);
  const giveRole = new GiveRole(transactions, organizations, accounts);
  const signIn = new SignIn(sessions, passwords, environment, clock);
  const access = new SessionAccess(sessions, environment, clock);
  return {
    accounts, me, createAccount, giveRole, signIn, access,
    setup: new AccountSetup(accounts, passwords, clock),
    queries: new AccountQueries(transactions, clock),
    signOut: new SignOut(transactions, sessions, clock),
    changeAccount: new ChangeAccount(transactions, accounts, sessions, clock),
    changeOwnPassword: new ChangeOwnPassword(transactions, me, accounts, sessions, passwords, clock),
    resetPassword: new ResetPassword(transactions, accounts, sessions, passwords, clock),
    endRole: new EndRole(transactions, accounts, clock),

    /** An account with roles, made by an administrator, whose password need not be changed any more. */
    async person(administrator: Actor, path: string, given: readonly { role: Role; path: string }[]): Promise<{ id: string; username: string }> {
      const username = `p-${newId()}`;
      const { id } = await createAccount.execute(administrator, {
        username, displayName: '测试人员', password: PASSWORD, organizationId: database.organization(path).id,
      });
      for (const one of given) {
        await giveRole.execute(administrator, { accountId: id, role: one.role, organizationId: database.organization(one.path).id, validFrom: '2011-01-01' });
      }
      await database.owner.query('UPDATE accounts SET must_change_password = false WHERE id = $1', [id]);
      return { id, username };
    },
    async enter(username: string, password = PASSWORD): Promise<string> {
      return (await signIn.execute(newId(), { username, password })).token;
    },
    /** What the access guard asks. */
    resolve(token: string, permission: string | null, organizationId?: string): Promise<Actor> {
      return access.resolve({ token, permission, organizationId, requestId: newId() });
    },
  };
}

export type Identity = ReturnType<typeof identityOn>;
