import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Environment } from '../../config/env.js';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { detectContentTypeOrThrow } from '../../platform/documents/content-type.js';
import { FileStore } from '../../platform/documents/file-store.js';
import { readUpload } from '../../platform/documents/upload.js';
import { Documented } from '../../platform/http/documented.js';
import { contentDigest, Idempotent, RequestDigest } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/pages.js';
import { UuidParam } from '../../platform/http/parameters.js';
import type { HttpRequest } from '../../platform/http/request-context.js';
import { PayablesQuery, PayDirectlyRequest, RevealPayeeRequest } from './dto/payable-requests.js';
import {
  payableExample, paymentExample, PayableDetailView, PayableView, PaymentView, ReceiptView, RevealedPayeeView,
} from './dto/payable-views.js';
import { PayableQueries } from './payables.queries.js';
import { AddReceipt } from './use-cases/add-receipt.js';
import { PayDirectly } from './use-cases/pay-directly.js';
import { RevealPayee } from './use-cases/reveal-payee.js';

const UPLOAD = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };

/** What the cashier is to pay, and has paid. */
@ApiTags('payables')
@Controller('payables')
export class PayablesController {
  constructor(
    private readonly environment: Environment,
    private readonly store: FileStore,
    private readonly digest: RequestDigest,
    private readonly queries: PayableQueries,
    private readonly revealPayee: RevealPayee,
    private readonly addReceipt: AddReceipt,
    private readonly payDirectly: PayDirectly,
  ) {}

  @Get()
  @RequirePermission('payables:read')
  @Documented({
    summary: { zh: '应付款列表，按组织，先产生的在前', en: 'List payables, by organization, oldest first' },
    response: { status: 200, type: PageOf(PayableView), example: { items: [payableExample], nextCursor: null } },
  })
  list(@CurrentActor() actor: Actor, @Query() query: PayablesQuery): Promise<Page<PayableView>> {
    return this.queries.list(actor, query);
  }

  @Get(':id')
  @RequirePermission('payables:read')
  @Documented({
    summary: { zh: '查看应付款和付款记录', en: 'Show a payable with its payments' },
    response: {
      status: 200, type: PayableDetailView,
      example: { ...payableExample, status: 'settled', version: 2, payments: [paymentExample], receiptDocumentIds: [] },
    },
    refusals: ['payable.not_found'],
  })
  show(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<PayableDetailView> {
    return this.queries.findOrThrow(actor, id);
  }

  @Post(':id/reveals')
  @RequirePermission('payables:reveal')
  @Documented({
    summary: { zh: '查看收款人姓名和账号（须写明理由，留下记录）', en: 'See the payee unmasked, with a reason that is kept' },
    request: { example: { reason: '核对收款账号后付款' } },
    response: {
      status: 200, type: RevealedPayeeView,
      example: { payeeName: '张三', accountNumber: '6222020200000000011', bankName: '中国工商银行吴江支行' },
    },
    refusals: ['payable.not_found'],
  })
  reveal(@CurrentActor() actor: Actor, @UuidParam('id') payableId: string, @Body() request: RevealPayeeRequest): Promise<RevealedPayeeView> {
    return this.revealPayee.execute(actor, { payableId, reason: request.reason });
  }

  @Post(':id/receipts')
  @RequirePermission('payables:pay')
  @Idempotent()
  @ApiConsumes('multipart/form-data')
  @Documented({
    summary: { zh: '上传签收单', en: 'Upload the signed receipt' },
    description: '表单字段 file：PDF、JPEG、PNG、TIFF 或 OFD。One form field `file`.',
    request: { schema: UPLOAD, example: { file: '签收单.jpg' } },
    response: { status: 201, type: ReceiptView, example: { id: '0194e5a0-7c00-7000-8000-0000000000d1' } },
    refusals: ['payable.not_found', 'payable.not_open', 'document.type_not_allowed', 'document.too_large'],
  })
  async receipt(@CurrentActor() actor: Actor, @UuidParam('id') payableId: string, @Req() request: HttpRequest): Promise<ReceiptView> {
    const { file } = await readUpload(request, this.store, {
      maxBytes: this.environment.UPLOAD_MAX_MEGABYTES * 1024 * 1024, fileField: 'file', fields: [],
      check: (sample) => { detectContentTypeOrThrow(sample); },
    });
    if (actor.idempotency) {
      actor.idempotency.bodyDigest = contentDigest(this.digest, request, { file: file.storageKey, fileName: file.fileName });
    }
    return this.addReceipt.execute(actor, { payableId, file });
  }

  @Post(':id/direct-payments')
  @RequirePermission('payables:pay')
  @Idempotent()
  @Documented({
    summary: { zh: '登记付款', en: 'Record that a payable has been paid' },
    description: 'If-Match 写应付款的版本。If-Match names the version of the payable.',
    request: { example: { method: 'bank', bankReference: 'ICBC20110420001', paidOn: '2011-04-20' } },
    response: { status: 201, type: PaymentView, example: paymentExample },
    refusals: [
      'payable.not_found', 'payable.not_open', 'version.stale', 'payment.bank_reference_missing', 'payment.bank_reference_unexpected',
      'payment.receipt_missing', 'payment.paid_in_future', 'payment.paid_before_opened', 'review.four_eyes', 'payment.receipt_unknown',
      'payment.receipt_used', 'payment.bank_reference_used',
    ],
  })
  async pay(
    @CurrentActor() actor: Actor, @UuidParam('id') payableId: string, @IfMatch() version: number, @Body() request: PayDirectlyRequest,
  ): Promise<PaymentView> {
    const { id } = await this.payDirectly.execute(actor, { ...request, payableId, version });
    return this.queries.payment(actor, id);
  }
}
