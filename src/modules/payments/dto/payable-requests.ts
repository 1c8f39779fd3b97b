import { IsDate10, IsUuid, IsCode, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { bankReferencePattern, type DirectMethod } from '../rules/direct-payment.js';
import { payableStatuses, type PayableStatus } from '../rules/payable-status.js';

export class PayablesQuery extends PageQuery {
  @OneOf(payableStatuses, { optional: true, description: '状态。Only payables in this status.' })
  status?: PayableStatus;
}

export class RevealPayeeRequest {
  @PlainText({ min: 2, max: 200, description: '查看的理由，记入日志。Why it is looked at; kept.', example: '核对收款账号后付款' })
  reason!: string;
}

export class PayDirectlyRequest {
  @OneOf(['bank', 'cash'], { example: 'bank' })
  method!: DirectMethod;

  @IsCode(bankReferencePattern, { zh: '4 至 64 个可见字符', en: '4 to 64 visible characters' }, {
    optional: true, description: '银行流水号，银行转账必填。The bank\'s reference; a bank payment needs it.', example: 'ICBC20110420001',
  })
  bankReference?: string;

  @IsUuid({ optional: true, description: '签收单，现金必填，须先上传。The signed receipt, uploaded before; cash needs it.' })
  receiptDocumentId?: string;

  @IsDate10({ optional: true, description: '付款日期，默认今天。Today when absent.', example: '2011-04-20' })
  paidOn?: string;
}
