import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { UuidParam } from '../../platform/http/parameters.js';
import type { ClaimListItem, ClaimView } from './claim-views.js';
import { ClaimsQueries, type ClaimEventView } from './claims.queries.js';
import {
  claimExample, claimHistoryExample, claimPageExample, claimRevealExample, createClaimExample, draftClaimExample,
} from './dto/claim.examples.js';
import {
  CreateClaimRequest, type DiagnosisRequest, EditClaimRequest, ListClaimsQuery, RevealClaimRequest, SubmitClaimRequest, WithdrawClaimRequest,
} from './dto/claim.requests.js';
import type { Diagnosis } from './rules/claim-input.js';
import { CreateClaim } from './use-cases/create-claim.js';
import { EditClaim } from './use-cases/edit-claim.js';
import { RevealClaim, type RevealedClaim } from './use-cases/reveal-claim.js';
import { SubmitClaim } from './use-cases/submit-claim.js';
import { WithdrawClaim } from './use-cases/withdraw-claim.js';

/** Claims of the mutual-aid benefit (申领). */
@ApiTags('mutual-aid')
@Controller('mutual-aid/claims')
export class ClaimsController {
  constructor(
    private readonly queries: ClaimsQueries,
    private readonly createClaim: CreateClaim,
    private readonly editClaim: EditClaim,
    private readonly submitClaim: SubmitClaim,
    private readonly withdrawClaim: WithdrawClaim,
    private readonly revealClaim: RevealClaim,
  ) {}

  @Post()
  @Idempotent()
  @RequirePermission('claims:write')
  @Documented({
    summary: { zh: '为持卡人起草申领', en: 'Draft a claim on a card' },
    request: { example: createClaimExample },
    response: { status: 201, example: draftClaimExample },
    refusals: ['claim.card_not_found', 'claim.card_void', 'claim.invalid'],
  })
  async create(@CurrentActor() actor: Actor, @Body() body: CreateClaimRequest): Promise<ClaimView> {
    const { cardId, diagnosis, account, contactMobile = null } = body;
    const { id } = await this.createClaim.execute(actor, { cardId, diagnosis: diagnosisOf(diagnosis), account, contactMobile });
    return this.queries.one(actor, id);
  }

  @Get()
  @RequirePermission('claims:read')
  @Documented({
    summary: { zh: '本组织范围内的申领，新的在前', en: 'Claims of the branch, newest first' },
    response: { status: 200, example: claimPageExample },
  })
  list(@CurrentActor() actor: Actor, @Query() query: ListClaimsQuery): Promise<Page<ClaimListItem>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('claims:read')
  @Documented({
    summary: { zh: '一份申领，含材料和自动审核结果（已隐藏敏感内容）', en: 'A claim with its papers and findings, masked' },
    response: { status: 200, example: claimExample },
    refusals: ['claim.not_found'],
  })
  one(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<ClaimView> {
    return this.queries.one(actor, id);
  }

  @Patch(':id')
  @RequirePermission('claims:write')
  @Documented({
    summary: { zh: '修改草稿或被退回的申领', en: 'Change a draft or returned claim' },
    request: { example: { account: createClaimExample.account } },
    response: { status: 200, example: draftClaimExample },
    refusals: ['claim.not_found', 'version.stale', 'claim.wrong_status', 'review.four_eyes', 'claim.invalid'],
  })
  async edit(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number, @Body() body: EditClaimRequest,
  ): Promise<ClaimView> {
    const { diagnosis, ...rest } = body;
    await this.editClaim.execute(actor, { claimId: id, version, ...rest, ...(diagnosis ? { diagnosis: diagnosisOf(diagnosis) } : {}) });
    return this.queries.one(actor, id);
  }

  @Post(':id/submission')
  @Idempotent()
  @RequirePermission('claims:write')
  @Documented({
    summary: { zh: '提交申领，随后自动审核', en: 'Hand a claim in; screening follows' },
    description: '被自动审核退回后，可附申述理由再次提交。A claim that screening has returned may be handed in again as contested, with a reason.',
    request: { example: { contestedReason: '确诊日期以病理报告为准，附报告原件。' } },
    response: { status: 201, example: { ...claimExample, status: 'screening', findings: [], waitingFor: null } },
    refusals: ['claim.not_found', 'version.stale', 'claim.wrong_status', 'review.four_eyes', 'claim.nothing_to_contest'],
  })
  async submit(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number, @Body() body: SubmitClaimRequest,
  ): Promise<ClaimView> {
    const { contestedReason } = body;
    const submitted = await this.submitClaim.execute(actor, { claimId: id, version, ...(contestedReason === undefined ? {} : { contestedReason }) });
    return this.queries.one(actor, submitted.id);
  }

  @Post(':id/withdrawal')
  @Idempotent()
  @RequirePermission('claims:write')
  @Documented({
    summary: { zh: '在批准之前撤回申领', en: 'Withdraw a claim before it is approved' },
    request: { example: { reason: '本人要求撤回' } },
    response: { status: 201, example: { ...claimExample, status: 'withdrawn', waitingFor: null } },
    refusals: ['claim.not_found', 'claim.wrong_status'],
  })
  async withdraw(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Body() body: WithdrawClaimRequest): Promise<ClaimView> {
    const withdrawn = await this.withdrawClaim.execute(actor, id, body.reason);
    return this.queries.one(actor, withdrawn.id);
  }

  @Get(':id/history')
  @RequirePermission('claims:read')
  @Documented({
    summary: { zh: '申领的办理过程', en: 'The way of a claim, step by step' },
    response: { status: 200, example: claimHistoryExample },
    refusals: ['claim.not_found'],
  })
  history(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<{ items: ClaimEventView[] }> {
    return this.queries.history(actor, id);
  }

  @Post(':id/reveals')
  @RequirePermission('claims:reveal')
  @Documented({
    summary: { zh: '凭理由查看隐藏的内容，并留下记录', en: 'Look at what is hidden, for a reason that is recorded' },
    request: { example: { fields: ['diagnosis', 'illnessMatch', 'findings'], reason: '向本人说明退回原因' } },
    response: { status: 200, example: claimRevealExample },
    refusals: ['claim.not_found'],
  })
  reveal(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Body() body: RevealClaimRequest): Promise<RevealedClaim> {
    return this.revealClaim.execute(actor, id, body.fields, body.reason);
  }
}

function diagnosisOf({ operationCode = null, text = null, ...rest }: DiagnosisRequest): Diagnosis {
  return { ...rest, operationCode, text };
}
