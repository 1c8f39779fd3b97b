import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { AccountQueries } from './accounts.queries.js';
import { AccountQuery, ChangeAccountRequest, CreateAccountRequest } from './dto/account-requests.js';
import { accountExample, AccountView, GeneratedPasswordView } from './dto/account-view.js';
import { ChangeAccount } from './use-cases/change-account.js';
import { CreateAccount } from './use-cases/create-account.js';
import { ResetPassword } from './use-cases/reset-password.js';

/** The accounts of an administrator's branch. */
@ApiTags('accounts')
@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly queries: AccountQueries,
    private readonly createAccount: CreateAccount,
    private readonly changeAccount: ChangeAccount,
    private readonly resetPassword: ResetPassword,
  ) {}

  @Get()
  @RequirePermission('accounts:read')
  @Documented({
    summary: { zh: '账号列表', en: 'List accounts' },
    response: { status: 200, type: PageOf(AccountView), example: { items: [accountExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: AccountQuery): Promise<Page<AccountView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('accounts:read')
  @Documented({
    summary: { zh: '查看账号', en: 'Show an account' },
    response: { status: 200, type: AccountView, example: accountExample },
    refusals: ['accounts.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<AccountView> {
    return this.queries.findOrThrow(actor, id);
  }

  @Post()
  @RequirePermission('accounts:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '新建账号', en: 'Make an account' },
    request: {
      example: { username: 'wujiang.jingban', displayName: '沈经办', password: 'three-quiet-herons', organizationId: accountExample.organizationId },
    },
    response: { status: 201, type: AccountView, example: { ...accountExample, roles: [] } },
    refusals: [
      'password.too_short', 'password.too_long', 'password.contains_username', 'password.too_common', 'organizations.not_found', 'organizations.closed',
      'accounts.username_taken',
    ],
  })
  async create(@CurrentActor() actor: Actor, @Body() request: CreateAccountRequest): Promise<AccountView> {
    const { id } = await this.createAccount.execute(actor, request);
    return this.queries.findOrThrow(actor, id);
  }

  @Patch(':id')
  @RequirePermission('accounts:manage')
  @Documented({
    summary: { zh: '修改、停用或恢复账号', en: 'Rename, disable or restore an account' },
    request: { example: { state: 'disabled' } },
    response: { status: 200, type: AccountView, example: { ...accountExample, state: 'disabled', version: 2 } },
    refusals: ['accounts.not_found', 'accounts.own_account', 'version.stale', 'accounts.reaches_beyond'],
  })
  async change(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number, @Body() request: ChangeAccountRequest,
  ): Promise<AccountView> {
    await this.changeAccount.execute(actor, { id, version, ...request });
    return this.queries.findOrThrow(actor, id);
  }

  @Post(':id/password-reset')
  @RequirePermission('accounts:manage')
  @Documented({
    summary: { zh: '重置密码', en: 'Reset a password' },
    description: '生成随机密码，只显示一次；该账号的登录全部失效。Makes a random password, shown once; every session of the account ends.',
    response: { status: 200, type: GeneratedPasswordView, example: { password: 'mk7fq-2xhdt-w9rbz-cj4vp' } },
    refusals: ['accounts.not_found', 'accounts.own_account', 'accounts.reaches_beyond'],
  })
  reset(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<GeneratedPasswordView> {
    return this.resetPassword.execute(actor, id);
  }
}
