import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessResolver } from '../../platform/auth/access.js';
import { RUNTIME, type Runtime } from '../../platform/runtime.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { AccountRolesController } from './account-roles.controller.js';
import { AccountsController } from './accounts.controller.js';
import { AccountQueries } from './accounts.queries.js';
import { AccountRepository } from './accounts.repository.js';
import { AccountRole } from './entities/account-role.entity.js';
import { Account } from './entities/account.entity.js';
import { Session } from './entities/session.entity.js';
import { PurgeExpired } from './jobs/purge-expired.js';
import { MeController } from './me.controller.js';
import { MeQueries } from './me.queries.js';
import { cheapCost, Passwords, usualCost } from './passwords.js';
import { AccountSetup } from './public/accounts.js';
import { SessionAccess } from './session-access.js';
import { SessionsController } from './sessions.controller.js';
import { SessionRepository } from './sessions.repository.js';
import { ChangeAccount } from './use-cases/change-account.js';
import { ChangeOwnPassword } from './use-cases/change-own-password.js';
import { CreateAccount } from './use-cases/create-account.js';
import { EndRole } from './use-cases/end-role.js';
import { GiveRole } from './use-cases/give-role.js';
import { ResetPassword } from './use-cases/reset-password.js';
import { SignIn } from './use-cases/sign-in.js';
import { SignOut } from './use-cases/sign-out.js';

/** Staff accounts, their roles, passwords and sessions; who may do what in which branch. */
@Module({
  imports: [TypeOrmModule.forFeature([Account, AccountRole, Session]), OrganizationsModule],
  controllers: [SessionsController, MeController, AccountsController, AccountRolesController],
  providers: [
    { provide: Passwords, inject: [RUNTIME], useFactory: (runtime: Runtime) => new Passwords(runtime.cheapPasswords ? cheapCost : usualCost) },
    { provide: AccessResolver, useClass: SessionAccess },
    AccountRepository, AccountQueries, MeQueries, SessionRepository, AccountSetup, PurgeExpired,
    SignIn, SignOut, ChangeOwnPassword, CreateAccount, ChangeAccount, ResetPassword, GiveRole, EndRole,
  ],
  exports: [AccessResolver, AccountSetup],
})
export class IdentityModule {}
