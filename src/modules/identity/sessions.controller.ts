import { Body, Controller, Delete, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import { CurrentActor, Public, SignedIn, type AccessRequest } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { SignInLimit } from '../../platform/http/sign-in-limit.js';
import { sessionExample, SessionView, SignInRequest } from './dto/sessions.js';
import { SessionToken } from './session-token.js';
import { SignIn } from './use-cases/sign-in.js';
import { SignOut } from './use-cases/sign-out.js';

/** Signing in and out. */
@ApiTags('accounts')
@Controller('sessions')
export class SessionsController {
  constructor(
    private readonly signIn: SignIn,
    private readonly signOut: SignOut,
  ) {}

  @Post()
  @Public()
  @SignInLimit()
  @Documented({
    summary: { zh: '登录', en: 'Sign in' },
    request: { example: { username: 'wujiang.jingban', password: 'three-quiet-herons' } },
    response: { status: 201, type: SessionView, example: sessionExample },
    refusals: ['request.too_many', 'sessions.wrong_credentials'],
  })
  async open(@Req() request: AccessRequest, @Body() body: SignInRequest): Promise<SessionView> {
    const { token, expiresAt, account } = await this.signIn.execute(request.requestId, body);
    const { id, username, displayName, organizationId, mustChangePassword } = account;
    return { token, expiresAt, account: { id, username, displayName, organizationId }, mustChangePassword };
  }

  @Delete('current')
  @SignedIn()
  @Documented({ summary: { zh: '退出登录', en: 'Sign out' }, response: { status: 204 } })
  async close(@CurrentActor() actor: Actor, @SessionToken() token: string): Promise<void> {
    await this.signOut.execute(actor, token);
  }
}
