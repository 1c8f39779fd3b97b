import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import { CurrentActor, SignedIn } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { ChangeOwnPasswordRequest, meExample, MeView } from './dto/me.js';
import { MeQueries } from './me.queries.js';
import { SessionToken } from './session-token.js';
import { ChangeOwnPassword } from './use-cases/change-own-password.js';

/** The signed-in account itself. */
@ApiTags('accounts')
@Controller('me')
export class MeController {
  constructor(
    private readonly queries: MeQueries,
    private readonly changeOwnPassword: ChangeOwnPassword,
  ) {}

  @Get()
  @SignedIn()
  @Documented({
    summary: { zh: '本人账号、角色和权限', en: 'My account, roles and permissions' },
    response: { status: 200, type: MeView, example: meExample },
  })
  show(@CurrentActor() actor: Actor): Promise<MeView> {
    return this.queries.show(actor);
  }

  @Put('password')
  @SignedIn()
  @Documented({
    summary: { zh: '修改本人密码', en: 'Change my password' },
    description: '其他登录随即失效。Every other session of the account ends.',
    request: { example: { currentPassword: 'three-quiet-herons', newPassword: 'seven-slow-ferries' } },
    response: { status: 204 },
    refusals: [
      'password.too_short', 'password.too_long', 'password.contains_username', 'password.too_common', 'password.same_as_before', 'password.current_wrong',
    ],
  })
  async changePassword(@CurrentActor() actor: Actor, @SessionToken() token: string, @Body() body: ChangeOwnPasswordRequest): Promise<void> {
    await this.changeOwnPassword.execute(actor, { currentPassword: body.currentPassword, newPassword: body.newPassword, token });
  }
}
