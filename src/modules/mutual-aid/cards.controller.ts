import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { CardsQueries } from './cards.queries.js';
import { CardQuery } from './dto/card.requests.js';
import { CardDetailView, CardView } from './dto/card.views.js';
import { cardDetailExample, cardExample } from './dto/card.examples.js';

/** Cards that people of the branch hold. */
@ApiTags('mutual-aid cards')
@Controller('mutual-aid/cards')
export class CardsController {
  constructor(private readonly queries: CardsQueries) {}

  @Get()
  @RequirePermission('cards:read')
  @Documented({
    summary: { zh: '互助保障卡列表', en: 'List mutual-aid cards' },
    response: { status: 200, type: PageOf(CardView), example: { items: [cardExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: CardQuery): Promise<Page<CardView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('cards:read')
  @Documented({
    summary: { zh: '查看互助保障卡和历史', en: 'Show a mutual-aid card with its history' },
    response: { status: 200, type: CardDetailView, example: cardDetailExample },
    refusals: ['card.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<CardDetailView> {
    return this.queries.findOrThrow(actor, id);
  }
}
