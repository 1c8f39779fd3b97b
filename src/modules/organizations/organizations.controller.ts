import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { ChangeOrganizationRequest, OpenOrganizationRequest, OrganizationQuery } from './dto/organization-requests.js';
import { organizationExample, OrganizationView } from './dto/organization-view.js';
import { OrganizationQueries } from './organizations.queries.js';
import { ChangeOrganization } from './use-cases/change-organization.js';
import { OpenOrganization } from './use-cases/open-organization.js';

/** The tree of unions: the branch of the request, and what stands above it. */
@ApiTags('organizations')
@Controller('organizations')
export class OrganizationsController {
  constructor(
    private readonly queries: OrganizationQueries,
    private readonly openOrganization: OpenOrganization,
    private readonly changeOrganization: ChangeOrganization,
  ) {}

  @Get()
  @RequirePermission('organizations:read')
  @Documented({
    summary: { zh: '组织列表', en: 'List organizations' },
    response: { status: 200, type: PageOf(OrganizationView), example: { items: [organizationExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: OrganizationQuery): Promise<Page<OrganizationView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('organizations:read')
  @Documented({
    summary: { zh: '查看组织', en: 'Show an organization' },
    response: { status: 200, type: OrganizationView, example: organizationExample },
    refusals: ['organizations.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<OrganizationView> {
    return this.queries.findOrThrow(actor, id);
  }

  @Post()
  @RequirePermission('organizations:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '设立组织', en: 'Open an organization' },
    request: { example: { parentId: organizationExample.id, code: '101', nameZh: '松陵镇总工会', level: 'town', validFrom: '2011-01-04' } },
    response: {
      status: 201, type: OrganizationView,
      example: {
        ...organizationExample, id: '019799c2-7d1e-7c3a-9a52-0f4c1b2d3e4f', parentId: organizationExample.id, code: '101',
        path: `${organizationExample.path}101.`, nameZh: '松陵镇总工会', level: 'town', divisionCode: null, validFrom: '2011-01-04',
      },
    },
    refusals: ['organizations.not_found', 'organizations.parent_closed', 'organizations.code_taken', 'organizations.uscc_taken', 'organizations.too_deep'],
  })
  async open(@CurrentActor() actor: Actor, @Body() request: OpenOrganizationRequest): Promise<OrganizationView> {
    const { id } = await this.openOrganization.execute(actor, request);
    return this.queries.findOrThrow(actor, id);
  }

  @Patch(':id')
  @RequirePermission('organizations:manage')
  @Documented({
    summary: { zh: '更名或撤销组织', en: 'Rename or close an organization' },
    request: { example: { validTo: '2011-12-31' } },
    response: { status: 200, type: OrganizationView, example: { ...organizationExample, validTo: '2011-12-31', version: 2 } },
    refusals: [
      'organizations.not_found', 'version.stale', 'organizations.uscc_taken', 'organizations.closes_before_opening', 'organizations.parent_closed', 'organizations.has_open_children',
    ],
  })
  async change(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number, @Body() request: ChangeOrganizationRequest,
  ): Promise<OrganizationView> {
    await this.changeOrganization.execute(actor, { id, version, ...request });
    return this.queries.findOrThrow(actor, id);
  }
}
