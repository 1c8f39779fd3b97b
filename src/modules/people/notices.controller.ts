import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { cursorOrThrow, PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { closedNoticeExample, closeNoticeExample, noticeExample } from './dto/notice-examples.js';
import { CloseNoticeRequest, NoticesQuery } from './dto/notice-requests.js';
import { NoticeView } from './dto/notice-views.js';
import { NoticesQueries } from './notices.queries.js';
import { CloseNotice } from './use-cases/close-notice.js';

/** Notices about people whom more than one branch has registered, or has tried to. */
@ApiTags('people')
@Controller('people/notices')
export class NoticesController {
  constructor(
    @Inject(NoticesQueries) private readonly queries: NoticesQueries,
    @Inject(CloseNotice) private readonly closeNotice: CloseNotice,
  ) {}

  @Get()
  @RequirePermission('members:read')
  @Documented({
    summary: { zh: '人员登记通知，可按状态筛选', en: 'Notices about registered people, filtered by status' },
    response: { status: 200, type: PageOf(NoticeView), example: { items: [noticeExample], nextCursor: null } },
  })
  async list(@CurrentActor() actor: Actor, @Query() query: NoticesQuery): Promise<Page<NoticeView>> {
    return this.queries.list(actor, query.status, query.limit, cursorOrThrow(query, ['text', 'date', 'uuid']));
  }

  @Post(':id/closing')
  @RequirePermission('members:write')
  @Idempotent()
  @Documented({
    summary: { zh: '办结通知，写明处理结果', en: 'Close a notice, saying how it was settled' },
    request: { example: closeNoticeExample },
    response: { status: 201, type: NoticeView, example: closedNoticeExample },
    refusals: ['branch_notice.not_found', 'version.stale', 'branch_notice.closed', 'branch_notice.resolution_unfit'],
  })
  async close(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number, @Body() body: CloseNoticeRequest,
  ): Promise<NoticeView> {
    await this.closeNotice.execute(actor, { noticeId: id, version, ...body });
    return this.queries.one(actor, id);
  }
}
