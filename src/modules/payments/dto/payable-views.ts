import { ApiProperty } from '@nestjs/swagger';
import { payableStatuses } from '../rules/payable-status.js';

/** Something to be paid, without a word of why: no diagnosis, name and account masked. */
export class PayableView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: payableStatuses }) status!: string;
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
  @ApiProperty() organizationNameZh!: string;
  @ApiProperty({ format: 'uuid' }) fundId!: string;
  @ApiProperty() fundNameZh!: string;
  @ApiProperty({ type: 'integer' }) amountFen!: bigint;
  @ApiProperty({ description: '隐去的姓名。Masked.' }) payeeName!: string;
  @ApiProperty({ type: 'string', nullable: true, description: '隐去的账号。Masked.' }) accountNumber!: string | null;
  @ApiProperty({ type: 'string', nullable: true }) bankName!: string | null;
  @ApiProperty() sourceType!: string;
  @ApiProperty({ format: 'uuid' }) sourceId!: string;
  @ApiProperty() installment!: number;
  @ApiProperty({ format: 'date' }) openedOn!: string;
  @ApiProperty() version!: number;
}

/** One attempt to pay. */
export class PaymentView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) payableId!: string;
  @ApiProperty({ enum: payableStatuses }) payableStatus!: string;
  @ApiProperty() attempt!: number;
  @ApiProperty({ enum: ['bank', 'cash', 'goods'] }) method!: string;
  @ApiProperty({ enum: ['batched', 'sent', 'paid', 'failed', 'reversed'] }) status!: string;
  @ApiProperty({ type: 'integer' }) amountFen!: bigint;
  @ApiProperty({ type: 'string', nullable: true }) bankReference!: string | null;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) receiptDocumentId!: string | null;
  @ApiProperty({ type: 'string', format: 'date', nullable: true }) paidOn!: string | null;
  @ApiProperty() version!: number;
}

/** A payable with its attempts and receipts. */
export class PayableDetailView extends PayableView {
  @ApiProperty({ type: () => [PaymentView] }) payments!: PaymentView[];
  @ApiProperty({ type: [String], description: '已上传的签收单。Ids of uploaded receipts.' }) receiptDocumentIds!: string[];
}

/** The payee unmasked. */
export class RevealedPayeeView {
  @ApiProperty() payeeName!: string;
  @ApiProperty({ type: 'string', nullable: true }) accountNumber!: string | null;
  @ApiProperty({ type: 'string', nullable: true }) bankName!: string | null;
}

export class ReceiptView {
  @ApiProperty({ format: 'uuid', description: '付款时填入 receiptDocumentId。To be named as receiptDocumentId.' }) id!: string;
}

export const payableExample = {
  id: '0194e5a0-7c00-7000-8000-0000000000a1', status: 'open', organizationId: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11',
  organizationNameZh: '吴江市总工会', fundId: '0194e5a0-7c00-7000-8000-0000000000f1', fundNameZh: '爱心互助保障基金', amountFen: 1_000_000,
  payeeName: '张*', accountNumber: '6222 **** **** 0011', bankName: '中国工商银行吴江支行', sourceType: 'claim',
  sourceId: '0194e5a0-7c00-7000-8000-0000000000c1', installment: 1, openedOn: '2011-04-18', version: 1,
};

export const paymentExample = {
  id: '0194e5a0-7c00-7000-8000-0000000000b1', payableId: payableExample.id, payableStatus: 'settled', attempt: 1, method: 'bank', status: 'paid',
  amountFen: 1_000_000, bankReference: 'ICBC20110420001', receiptDocumentId: null, paidOn: '2011-04-20', version: 1,
};
