import { Body, Controller, Delete, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { AccountQueries } from './accounts.queries.js';
import { GiveRoleRequest } from './dto/account-requests.js';
import { AccountRoleView, roleExample } from './dto/account-view.js';
import { EndRole } from './use-cases/end-role.js';
import { GiveRole } from './use-cases/give-role.js';

/** The roles of an account. */
@ApiTags('accounts')
@Controller('accounts/:id/roles')
export class AccountRolesController {
  constructor(
    private readonly queries: AccountQueries,
    private readonly giveRole: GiveRole,
    private readonly endRole: EndRole,
  ) {}

  @Post()
  @RequirePermission('accounts:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '授予角色', en: 'Give a role' },
    request: { example: { role: 'caseworker', organizationId: roleExample.organizationId, validFrom: '2011-01-04' } },
    response: { status: 201, type: AccountRoleView, example: roleExample },
    refusals: [
      'accounts.not_found', 'accounts.own_roles', 'organizations.not_found', 'organizations.closed', 'accounts.role_dates_reversed',
      'accounts.administrator_alone', 'accounts.role_already_given',
    ],
  })
  async give(@CurrentActor() actor: Actor, @UuidParam('id') accountId: string, @Body() request: GiveRoleRequest): Promise<AccountRoleView> {
    const { id } = await this.giveRole.execute(actor, { accountId, ...request });
    return this.queries.findRoleOrThrow(actor, accountId, id);
  }

  @Delete(':roleId')
  @RequirePermission('accounts:manage')
  @Documented({
    summary: { zh: '终止角色', en: 'Take a role away' },
    description: '立即生效。Takes effect at once.',
    response: { status: 204 },
    refusals: ['accounts.own_roles', 'accounts.role_not_found', 'accounts.role_ended'],
  })
  async end(@CurrentActor() actor: Actor, @UuidParam('id') accountId: string, @UuidParam('roleId') roleId: string): Promise<void> {
    await this.endRole.execute(actor, accountId, roleId);
  }
}
