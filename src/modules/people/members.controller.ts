import { Body, Controller, Get, Inject, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { cursorOrThrow, PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { memberExample, memberListExample } from './dto/member-examples.js';
import { ChangeMemberRequest, MembersQuery, RegisterMemberRequest } from './dto/member-requests.js';
import { MemberListItem, MemberView } from './dto/member-views.js';
import { PeopleQueries } from './people.queries.js';
import { ChangeMember } from './use-cases/change-member.js';
import { RegisterMember } from './use-cases/register-member.js';

/** Members: people with their union membership. */
@ApiTags('members')
@Controller('members')
export class MembersController {
  constructor(
    @Inject(PeopleQueries) private readonly queries: PeopleQueries,
    @Inject(RegisterMember) private readonly registerMember: RegisterMember,
    @Inject(ChangeMember) private readonly changeMember: ChangeMember,
  ) {}

  @Post()
  @RequirePermission('members:write')
  @Idempotent()
  @Documented({
    summary: { zh: '登记会员', en: 'Register a member' },
    request: { example: { name: '沈月英', idNumber: '320502198207092047', mobile: '13862540001', workplace: '吴江市城区环境卫生管理处', occupation: '清扫保洁' } },
    response: { status: 201, type: MemberView, example: memberExample },
    refusals: ['person.name_differs', 'person.already_member'],
  })
  async register(@CurrentActor() actor: Actor, @Body() body: RegisterMemberRequest): Promise<MemberView> {
    const { id } = await this.registerMember.execute(actor, body);
    return this.queries.member(actor, id);
  }

  @Get()
  @RequirePermission('members:read')
  @Documented({
    summary: { zh: '会员列表，可按姓名开头和组织筛选', en: 'Members, filtered by how the name begins and by organization' },
    response: { status: 200, type: PageOf(MemberListItem), example: { items: [memberListExample], nextCursor: null } },
  })
  async list(@CurrentActor() actor: Actor, @Query() query: MembersQuery): Promise<Page<MemberListItem>> {
    return this.queries.members(actor, query, query.limit, cursorOrThrow(query, ['text', 'uuid']));
  }

  @Get(':id')
  @RequirePermission('members:read')
  @Documented({
    summary: { zh: '一名会员', en: 'One member' },
    response: { status: 200, type: MemberView, example: memberExample }, refusals: ['person.not_found'],
  })
  async one(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<MemberView> {
    return this.queries.member(actor, id);
  }

  @Patch(':id')
  @RequirePermission('members:write')
  @Documented({
    summary: { zh: '修改会员资料', en: 'Change a member' },
    request: { example: { mobile: '13862540001', occupation: '垃圾清运' } },
    response: { status: 200, type: MemberView, example: { ...memberExample, version: 2 } },
    refusals: ['person.not_found', 'version.stale'],
  })
  async change(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number, @Body() body: ChangeMemberRequest,
  ): Promise<MemberView> {
    await this.changeMember.execute(actor, { personId: id, version, change: body });
    return this.queries.member(actor, id);
  }
}
