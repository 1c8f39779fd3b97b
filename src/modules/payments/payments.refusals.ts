import { defineRefusals } from '../../kernel/refusals.js';
import { constraintMeans } from '../../platform/database/constraints.js';

/** What payments refuse, in order of precedence. `review.four_eyes` is the reviews' own, `version.stale` everybody's. */
export const paymentsRefusals = defineRefusals({
  'payable.not_found': { kind: 'not_found', zh: '没有这笔应付款，或不在您的管辖范围内。', en: 'There is no such payable, or it lies outside your branch.' },
  'payable.already_open': { kind: 'conflict', zh: '这一事项已有应付款。', en: 'This case has a payable already.' },
  'payable.not_open': { kind: 'conflict', zh: '这笔应付款已付清、正在支付或已取消。', en: 'This payable is settled, being paid or cancelled.' },
  'payment.bank_reference_missing': { kind: 'unprocessable', zh: '银行转账须填写银行流水号。', en: 'A bank payment needs its bank reference.' },
  'payment.bank_reference_unexpected': { kind: 'unprocessable', zh: '现金付款不填写银行流水号。', en: 'A cash payment has no bank reference.' },
  'payment.receipt_missing': { kind: 'unprocessable', zh: '现金付款须先上传签收单。', en: 'A cash payment needs the signed receipt, uploaded first.' },
  'payment.receipt_unknown': { kind: 'unprocessable', zh: '这份签收单不是为这笔应付款上传的。', en: 'This receipt was not uploaded for this payable.' },
  'payment.paid_in_future': { kind: 'unprocessable', zh: '付款日期不能晚于今天。', en: 'The date of payment lies in the future.' },
  'payment.paid_before_opened': {
    kind: 'unprocessable', zh: '付款日期不能早于应付款产生之日（{openedOn}）。', en: 'The date of payment lies before the payable was opened ({openedOn}).',
  },
  'payment.receipt_used': { kind: 'conflict', zh: '这份签收单已用于另一笔付款。', en: 'This receipt belongs to another payment already.' },
  'payment.bank_reference_used': {
    kind: 'conflict', zh: '这个银行流水号已用于另一笔付款。', en: 'This bank reference belongs to another payment already.',
  },
});

export type PaymentRefusal = keyof typeof paymentsRefusals;

constraintMeans('payables_source_type_source_id_installment_key', 'payable.already_open');
constraintMeans('payables_reservation_id_key', 'payable.already_open');
constraintMeans('payables_four_eyes', 'review.four_eyes');
constraintMeans('payments_part', 'review.four_eyes');
constraintMeans('payments_four_eyes', 'review.four_eyes');
constraintMeans('payments_one_live', 'payable.not_open');
constraintMeans('payments_payable_id_attempt_key', 'payable.not_open');
constraintMeans('payments_receipt', 'payment.receipt_unknown');
constraintMeans('payments_one_receipt', 'payment.receipt_used');
constraintMeans('payments_bank_reference', 'payment.bank_reference_used');
