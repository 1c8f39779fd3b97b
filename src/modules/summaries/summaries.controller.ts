import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { PageOf } from '../../platform/http/pages.js';
import { CodeParam, WholeParam } from '../../platform/http/parameters.js';
import { SummaryQuery, SummaryRecordsQuery } from './dto/summary-requests.js';
import { recordExample, summaryExample, SummaryRecordView, SummaryView } from './dto/summary-views.js';
import { SummaryQueries } from './summaries.queries.js';

const YEARS = { min: 2000, max: 2100 } as const;

/** The year in figures. */
@ApiTags('summaries')
@Controller('summaries')
export class SummariesController {
  constructor(private readonly queries: SummaryQueries) {}

  @Get(':year')
  @RequirePermission('summaries:read')
  @Documented({
    summary: { zh: '年度数据', en: 'The figures of a year' },
    response: { status: 200, type: SummaryView, example: summaryExample },
    refusals: ['organizations.not_found'],
  })
  year(@CurrentActor() actor: Actor, @WholeParam('year', YEARS) year: number, @Query() query: SummaryQuery): Promise<SummaryView> {
    return this.queries.year(actor, year, query.organizationId);
  }

  @Get(':year/indicators/:id/records')
  @RequirePermission('summaries:read')
  @Documented({
    summary: { zh: '指标所计的记录', en: 'The records behind a figure' },
    response: { status: 200, type: PageOf(SummaryRecordView), example: { items: [recordExample], nextCursor: null } },
    refusals: ['summary.indicator_unknown', 'organizations.not_found'],
  })
  records(
    @CurrentActor() actor: Actor, @WholeParam('year', YEARS) year: number, @CodeParam('id', /^[A-Z0-9_]{1,40}$/) id: string,
    @Query() query: SummaryRecordsQuery,
  ): Promise<Page<SummaryRecordView>> {
    return this.queries.records(actor, year, id, query);
  }
}
