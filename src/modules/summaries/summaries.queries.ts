import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions } from '../../platform/database/transactions.js';
import { cursorOrThrow } from '../../platform/http/pages.js';
import { IndicatorSources, type Indicator } from '../../platform/indicators/indicator-sources.js';
import { Organizations } from '../organizations/public/organizations.js';
import type { SummaryRecordsQuery } from './dto/summary-requests.js';
import type { SummaryFigure, SummaryOrganization, SummaryRecordView, SummaryView } from './dto/summary-views.js';
import { displayOf, MONEY_UNIT } from './rules/figure.js';
import type { SummaryRefusal } from './summaries.refusals.js';
import './summaries.refusals.js';

/** The figures of a year for one branch, worked out when they are asked for, and the records behind each. */
@Injectable()
export class SummaryQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly organizations: Organizations,
    private readonly sources: IndicatorSources,
  ) {}

  /**
   * All figures in one consistent picture of the data.
   * @param organizationId at or below the actor's branch; that branch itself when absent
   * @throws Refused `organizations.not_found`
   */
  async year(actor: Actor, year: number, organizationId?: string): Promise<SummaryView> {
    const { organization, narrowed } = await this.narrow(actor, organizationId);
    const values = await this.transactions.read(narrowed, (tx) => this.sources.values(tx, year));
    return { year, organization, indicators: this.sources.all().map((indicator) => figureOf(indicator, values.get(indicator.id) ?? 0n)) };
  }

  /** A page of the records that a figure counts. @throws Refused `summary.indicator_unknown`, `organizations.not_found` */
  async records(actor: Actor, year: number, indicatorId: string, query: SummaryRecordsQuery): Promise<Page<SummaryRecordView>> {
    const [date, recordId] = cursorOrThrow(query, ['date', 'uuid']) ?? [];
    const after = date === undefined ? undefined : { date: String(date), recordId: String(recordId) };
    const found = this.sources.find(indicatorId);
    if (!found) throw new Refused<SummaryRefusal>('summary.indicator_unknown');
    const { narrowed } = await this.narrow(actor, query.organizationId);
    const rows = await this.transactions.read(narrowed, (tx) => found.source.records(tx, indicatorId, year, after, query.limit + 1));
    return pageOf(rows, query.limit, (row) => [row.date, row.recordId]);
  }

  /** The same actor in a branch at or below the own one: what is read after that, the database narrows by itself. */
  private async narrow(actor: Actor, organizationId = actor.organizationId): Promise<{ organization: SummaryOrganization; narrowed: Actor }> {
    const found = await this.transactions.read(actor, (tx) => this.organizations.findById(tx, organizationId));
    // What stands above the branch can be read too, but not summed up.
    if (!found || !found.path.startsWith(actor.scope)) throw new Refused('organizations.not_found');
    return {
      organization: { id: found.id, nameZh: found.nameZh },
      narrowed: { ...actor, organizationId: found.id, scope: found.path },
    };
  }
}

function figureOf({ id, nameZh, nameEn, unit }: Indicator, value: bigint): SummaryFigure {
  return { id, nameZh, nameEn, unit, ...(unit === MONEY_UNIT ? { valueFen: value } : { value }), display: displayOf(unit, value) };
}
