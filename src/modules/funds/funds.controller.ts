import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { PageOf, PageQuery } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { ContributeRequest, CreateFundRequest } from './dto/fund-requests.js';
import { entryExample, fundExample, FundView, LedgerEntryView } from './dto/fund-views.js';
import { FundQueries } from './funds.queries.js';
import { CreateFund } from './use-cases/create-fund.js';
import { RecordContribution } from './use-cases/record-contribution.js';

/** Funds, their balances and their ledgers. */
@ApiTags('funds')
@Controller('funds')
export class FundsController {
  constructor(
    private readonly queries: FundQueries,
    private readonly createFund: CreateFund,
    private readonly recordContribution: RecordContribution,
  ) {}

  @Post()
  @RequirePermission('funds:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '设立基金', en: 'Set up a fund' },
    request: { example: { code: 'AXHZ', nameZh: '爱心互助保障基金', purpose: 'mutual_aid' } },
    response: { status: 201, type: FundView, example: { ...fundExample, contributedFen: 0, availableFen: 0, paidFen: 0 } },
    refusals: ['fund.code_taken'],
  })
  async create(@CurrentActor() actor: Actor, @Body() request: CreateFundRequest): Promise<FundView> {
    const { id } = await this.createFund.execute(actor, request);
    return this.queries.findOrThrow(actor, id);
  }

  @Get()
  @RequirePermission('funds:read')
  @Documented({
    summary: { zh: '基金列表（本级、下级及可用的上级基金）', en: 'List funds: of the branch, and those above it' },
    response: { status: 200, type: PageOf(FundView), example: { items: [fundExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<FundView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('funds:read')
  @Documented({
    summary: { zh: '查看基金和余额', en: 'Show a fund and its balances' },
    response: { status: 200, type: FundView, example: fundExample },
    refusals: ['fund.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<FundView> {
    return this.queries.findOrThrow(actor, id);
  }

  @Get(':id/entries')
  @RequirePermission('funds:read')
  @Documented({
    summary: { zh: '基金明细账', en: 'The ledger of a fund, oldest entry first' },
    response: { status: 200, type: PageOf(LedgerEntryView), example: { items: [entryExample], nextCursor: null } },
    refusals: ['fund.not_found'],
  })
  entries(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Query() query: PageQuery): Promise<Page<LedgerEntryView>> {
    return this.queries.entries(actor, id, query);
  }

  @Post(':id/contributions')
  @RequirePermission('funds:contribute')
  @Idempotent()
  @Documented({
    summary: { zh: '登记基金收入', en: 'Record money that has come in' },
    request: { example: { amountFen: 60_000_000, from: '苏州市总工会', memo: '2011年度拨款' } },
    response: { status: 201, type: LedgerEntryView, example: entryExample },
    refusals: ['fund.not_found', 'fund.other_organization'],
  })
  async contribute(
    @CurrentActor() actor: Actor, @UuidParam('id') fundId: string, @Body() request: ContributeRequest,
  ): Promise<LedgerEntryView> {
    const { id } = await this.recordContribution.execute(actor, { ...request, fundId, amountFen: BigInt(request.amountFen) });
    return this.queries.entryOrThrow(actor, fundId, id);
  }
}
