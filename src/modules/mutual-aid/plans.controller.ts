import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { PageOf, PageQuery } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { CreatePlanRequest, PlanIllnessesQuery, PlanVersionRequest } from './dto/plan.requests.js';
import { PlanDetailView, PlanIllnessesView, PlanView } from './dto/plan.views.js';
import { createPlanExample, planDetailExample, planExample, planIllnessesExample, planVersionRequestExample, secondVersionExample } from './dto/plan.examples.js';
import { PlansQueries } from './plans.queries.js';
import { AddPlanVersion } from './use-cases/add-plan-version.js';
import { CreatePlan } from './use-cases/create-plan.js';
import type { PlanVersionCommand } from './use-cases/write-plan-version.js';

/** Mutual-aid plans, their versions and their lists of illnesses. */
@ApiTags('mutual-aid plans')
@Controller('mutual-aid/plans')
export class PlansController {
  constructor(
    private readonly queries: PlansQueries,
    private readonly createPlan: CreatePlan,
    private readonly addPlanVersion: AddPlanVersion,
  ) {}

  @Post()
  @RequirePermission('plans:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '制定互助保障计划', en: 'Set up a mutual-aid plan' },
    description: '病种从目录复制到版本中，之后目录变动不影响该版本。The illnesses are copied: a later change of the catalogue leaves the version as it is.',
    request: { example: createPlanExample },
    response: { status: 201, type: PlanDetailView, example: planDetailExample },
    refusals: [
      'plan.fund_not_found', 'plan.fund_of_other_purpose', 'plan.catalogue_unknown', 'plan.catalogue_unsound', 'plan.version_invalid', 'plan.code_taken',
    ],
  })
  async create(@CurrentActor() actor: Actor, @Body() request: CreatePlanRequest): Promise<PlanDetailView> {
    const { code, nameZh, fundId, version } = request;
    const { id } = await this.createPlan.execute(actor, { code, nameZh, fundId, version: commandOf(version) });
    return this.queries.findOrThrow(actor, id);
  }

  @Post(':id/versions')
  @RequirePermission('plans:manage')
  @Idempotent()
  @Documented({
    summary: { zh: '修订计划（新版本）', en: 'Add a version to a plan' },
    description: '旧版本不变，已发的卡仍按旧版本。Earlier versions stay as they are, and so do the cards given under them.',
    request: { example: planVersionRequestExample },
    response: { status: 201, type: PlanDetailView, example: secondVersionExample },
    refusals: [
      'plan.not_found', 'plan.of_other_branch', 'plan.catalogue_unknown', 'plan.catalogue_unsound', 'plan.version_invalid', 'plan.version_not_later',
    ],
  })
  async addVersion(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Body() request: PlanVersionRequest): Promise<PlanDetailView> {
    await this.addPlanVersion.execute(actor, id, commandOf(request));
    return this.queries.findOrThrow(actor, id);
  }

  @Get()
  @RequirePermission('plans:read')
  @Documented({
    summary: { zh: '计划列表（本级、下级及上级）', en: 'List plans: of the branch, and those above it' },
    response: { status: 200, type: PageOf(PlanView), example: { items: [planExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<PlanView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('plans:read')
  @Documented({
    summary: { zh: '查看计划和各版本', en: 'Show a plan with its versions' },
    response: { status: 200, type: PlanDetailView, example: planDetailExample },
    refusals: ['plan.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<PlanDetailView> {
    return this.queries.findOrThrow(actor, id);
  }

  @Get(':id/illnesses')
  @RequirePermission('plans:read')
  @Documented({
    summary: { zh: '计划的病种', en: 'The illnesses of a plan' },
    response: { status: 200, type: PlanIllnessesView, example: planIllnessesExample },
    refusals: ['plan.not_found', 'plan.version_not_found'],
  })
  illnesses(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Query() query: PlanIllnessesQuery): Promise<PlanIllnessesView> {
    return this.queries.illnesses(actor, id, query.versionNumber);
  }
}

function commandOf({ illnessCatalogue, ...terms }: PlanVersionRequest): PlanVersionCommand {
  const { validTo = null, minimumAge = null, maximumAge = null, waivableFindings = [], benefitFen } = terms;
  return { terms: { ...terms, validTo, minimumAge, maximumAge, waivableFindings, benefitFen: BigInt(benefitFen) }, illnessCatalogue };
}
