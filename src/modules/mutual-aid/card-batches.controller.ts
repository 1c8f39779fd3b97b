import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { CardBatchesQueries } from './card-batches.queries.js';
import { CardBatchQuery, CreateCardBatchRequest } from './dto/card.requests.js';
import { CardBatchView, NewCardBatchView } from './dto/card.views.js';
import { cardBatchExample, createCardBatchExample } from './dto/card.examples.js';
import { CloseCardBatch } from './use-cases/close-card-batch.js';
import { CreateCardBatch } from './use-cases/create-card-batch.js';

/** Batches of cards: who gives which plan's cards to which group. */
@ApiTags('mutual-aid cards')
@Controller('mutual-aid/card-batches')
export class CardBatchesController {
  constructor(
    private readonly queries: CardBatchesQueries,
    private readonly createCardBatch: CreateCardBatch,
    private readonly closeCardBatch: CloseCardBatch,
  ) {}

  @Post()
  @RequirePermission('cards:write')
  @Idempotent()
  @Documented({
    summary: { zh: '开设发卡批次', en: 'Open a batch of cards' },
    description: '名单导入（member-cards）可继续向批次发卡。Lists of the kind member-cards give cards of an open batch.',
    request: { example: createCardBatchExample },
    response: { status: 201, type: NewCardBatchView, example: { ...cardBatchExample, cardCount: 1, alreadyHeld: 0 } },
    refusals: [
      'plan.not_found', 'card_batch.outside_plan', 'card_batch.starts_too_late', 'card_batch.no_version', 'card.term_over', 'card_batch.holders_refused',
    ],
  })
  async create(@CurrentActor() actor: Actor, @Body() request: CreateCardBatchRequest): Promise<NewCardBatchView> {
    const { id, alreadyHeld } = await this.createCardBatch.execute(actor, request);
    return { ...(await this.queries.findOrThrow(actor, id)), alreadyHeld };
  }

  @Get()
  @RequirePermission('cards:read')
  @Documented({
    summary: { zh: '发卡批次列表', en: 'List batches of cards' },
    response: { status: 200, type: PageOf(CardBatchView), example: { items: [cardBatchExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: CardBatchQuery): Promise<Page<CardBatchView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('cards:read')
  @Documented({
    summary: { zh: '查看发卡批次', en: 'Show a batch of cards' },
    response: { status: 200, type: CardBatchView, example: cardBatchExample },
    refusals: ['card_batch.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<CardBatchView> {
    return this.queries.findOrThrow(actor, id);
  }

  @Post(':id/closing')
  @RequirePermission('cards:write')
  @Idempotent()
  @Documented({
    summary: { zh: '关闭发卡批次', en: 'Close a batch of cards' },
    description: '关闭后不能再发卡，已发的卡不变。No card can be added any more; those given stay as they are.',
    response: { status: 201, type: CardBatchView, example: { ...cardBatchExample, status: 'closed', version: 2 } },
    refusals: ['card_batch.not_found', 'version.stale', 'card_batch.not_open'],
  })
  async close(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number): Promise<CardBatchView> {
    await this.closeCardBatch.execute(actor, id, version);
    return this.queries.findOrThrow(actor, id);
  }
}
