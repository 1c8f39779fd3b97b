import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { taskExample, taskLookExample, taskPageExample } from './dto/review-task.examples.js';
import { DecideTaskRequest, LeaseTaskRequest, ListReviewTasksQuery } from './dto/review-task.requests.js';
import { ReviewTasksQueries, type TaskView, type TaskWithVersion } from './review-tasks.queries.js';
import { DecideTask } from './use-cases/decide-task.js';
import { LeaseTask } from './use-cases/lease-task.js';
import { LookAtTask } from './use-cases/look-at-task.js';
import { ReleaseLease } from './use-cases/release-lease.js';

/** The reviewers' queue. */
@ApiTags('review-tasks')
@Controller('review-tasks')
export class ReviewTasksController {
  constructor(
    private readonly queries: ReviewTasksQueries,
    private readonly leaseTask: LeaseTask,
    private readonly releaseLease: ReleaseLease,
    private readonly decideTask: DecideTask,
    private readonly lookAtTask: LookAtTask,
  ) {}

  @Get()
  @RequirePermission('reviews:read')
  @Documented({
    summary: { zh: '本组织范围内的待办，先到期的在前', en: 'Tasks of the branch, earliest due first' },
    response: { status: 200, example: taskPageExample },
  })
  list(@CurrentActor() actor: Actor, @Query() query: ListReviewTasksQuery): Promise<Page<TaskView>> {
    return this.queries.list(actor, query);
  }

  @Post('leases')
  @Idempotent()
  @RequirePermission('reviews:decide')
  @Documented({
    summary: { zh: '领取下一项待办，或指定的一项', en: 'Take the next task, or a named one' },
    description: '领取有时限，到期后自动放回。答复中的 subjectVersion（即 ETag）是案件的版本，决定时写入 If-Match。'
      + 'A lease ends by itself. `subjectVersion` (the ETag) is the version of the case, for the If-Match of the decision.',
    request: { example: { stage: 'first_review' } },
    response: { status: 201, example: taskExample },
    refusals: ['review.task_not_found', 'review.task_decided', 'review.task_cancelled', 'review.not_your_role', 'review.four_eyes',
      'review.task_leased', 'review.queue_empty'],
  })
  async lease(@CurrentActor() actor: Actor, @Body() body: LeaseTaskRequest): Promise<TaskWithVersion> {
    const { id } = await this.leaseTask.execute(actor, body);
    return this.queries.one(actor, id);
  }

  @Get(':id')
  @RequirePermission('reviews:read')
  @Documented({
    summary: { zh: '一项待办和它的案件；领取人可见未隐藏的诊断，并留下查看记录', en: 'A task with its case; its holder sees the diagnosis, and the look is recorded' },
    response: { status: 200, example: taskLookExample },
    refusals: ['review.task_not_found'],
  })
  look(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<TaskWithVersion & { subject: object }> {
    return this.lookAtTask.execute(actor, id);
  }

  @Delete(':id/lease')
  @RequirePermission('reviews:decide')
  @Documented({
    summary: { zh: '放回所领取的待办', en: 'Give a task back' },
    response: { status: 204 },
    refusals: ['review.task_not_found', 'review.not_lease_holder'],
  })
  release(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.releaseLease.execute(actor, id);
  }

  @Post(':id/decision')
  @Idempotent()
  @RequirePermission('reviews:decide')
  @Documented({
    summary: { zh: '作出决定：同意、退回或不予批准', en: 'Decide: endorse, return or reject' },
    description: 'If-Match 写所见案件的版本，案件有变动则拒绝（412）；案件本身也可以拒绝，例如基金余额不足。'
      + 'If-Match names the version of the case that was seen. The case itself may refuse too, for instance when its fund does not cover it.',
    request: { example: { outcome: 'return', reasonCode: 'documents_incomplete', comment: '请补交骨髓检查报告原件。' } },
    response: { status: 201, example: { ...taskExample, status: 'decided', heldByMe: false, leasedUntil: null } },
    refusals: ['review.task_not_found', 'review.task_decided', 'review.task_cancelled', 'review.not_your_role', 'review.four_eyes',
      'review.not_lease_holder', 'version.stale', 'review.reason_missing', 'review.reason_unknown'],
  })
  async decide(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() subjectVersion: number, @Body() body: DecideTaskRequest,
  ): Promise<TaskWithVersion> {
    const { outcome, reasonCode = null, comment = null } = body;
    const decided = await this.decideTask.execute(actor, { taskId: id, subjectVersion, outcome, reasonCode, comment });
    return this.queries.one(actor, decided.id);
  }
}
