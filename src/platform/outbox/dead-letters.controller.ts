import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import { defineRefusals, Refused } from '../../kernel/refusals.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../auth/access.js';
import { Transactions } from '../database/transactions.js';
import { Documented } from '../http/documented.js';
import { Idempotent } from '../http/idempotency.js';
import { cursorOrThrow, PageOf, PageQuery } from '../http/pages.js';
import { UuidParam } from '../http/parameters.js';

export const deadLetterRefusals = defineRefusals({
  'dead_letter.not_found': {
    kind: 'not_found',
    zh: '没有这条失败任务，或者它已经重新执行。',
    en: 'There is no such dead letter, or it has been retried already.',
  },
});

/** A message whose every attempt failed. It names no person: only the job, the kinds of error and times. */
export class DeadLetter {
  @ApiProperty() id!: string;
  @ApiProperty() job!: string;
  @ApiProperty() attempts!: number;
  @ApiProperty() lastError!: string;
  @ApiProperty() createdAt!: string;
  @ApiProperty() deadAt!: string;
}

const example: DeadLetter = {
  id: '0194e5a0-7c00-7000-8000-000000000001', job: 'mutual-aid.screen-claim', attempts: 20,
  lastError: 'QueryFailedError 57014', createdAt: '2011-03-01T01:00:00.000Z', deadAt: '2011-03-01T03:00:00.000Z',
};

/** What an administrator sees of messages that could not be done, and the way to have them tried again. */
@ApiTags('jobs')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(private readonly transactions: Transactions) {}

  @Get()
  @RequirePermission('jobs:manage')
  @Documented({
    summary: { zh: '失败任务列表', en: 'Messages that could not be done' },
    response: { status: 200, type: PageOf(DeadLetter), example: { items: [example], nextCursor: null } },
  })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<DeadLetter>> {
    const [after] = cursorOrThrow(query, ['uuid']) ?? [null];
    const rows = await this.transactions.read(actor, (tx) =>
      tx.rows<DeadLetter>(
        `SELECT id, job, attempts, coalesce(last_error, '') AS "lastError", created_at AS "createdAt", dead_at AS "deadAt"
         FROM outbox WHERE dead_at IS NOT NULL AND starts_with(scope, $1) AND ($2::uuid IS NULL OR id > $2)
         ORDER BY id LIMIT $3`, [actor.scope, after, query.limit + 1]));
    return pageOf(rows, query.limit, (row) => [row.id]);
  }

  @Post(':id/retry')
  @RequirePermission('jobs:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '重新执行一条失败任务', en: 'Try a message again from the start' },
    response: { status: 202, example: { id: example.id } },
    refusals: ['dead_letter.not_found'],
  })
  async retry(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const touched = await tx.affected(
        `UPDATE outbox SET dead_at = NULL, attempts = 0, handed_at = NULL, due_at = now()
         WHERE id = $1 AND dead_at IS NOT NULL AND starts_with(scope, $2)`, [id, actor.scope]);
      if (touched === 0) throw new Refused('dead_letter.not_found');
      await tx.rows(`SELECT pg_notify('bangfu_outbox', '')`);
      return { id };
    });
  }
}
