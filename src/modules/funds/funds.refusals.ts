import { defineRefusals } from '../../kernel/refusals.js';
import { constraintMeans } from '../../platform/database/constraints.js';

/** What funds refuse, in order of precedence. */
export const fundsRefusals = defineRefusals({
  'fund.not_found': { kind: 'not_found', zh: '没有这个基金，或不在您的管辖范围内。', en: 'There is no such fund, or it lies outside your branch.' },
  'fund.other_organization': {
    kind: 'forbidden', zh: '基金的收入只能由基金所属的工会登记。', en: 'Only the organization that a fund belongs to records what comes in.',
  },
  'fund.code_taken': { kind: 'conflict', zh: '本工会已有同一代码的基金。', en: 'Your organization already has a fund with this code.' },
  'fund.already_reserved': { kind: 'conflict', zh: '这一事项已经预留过资金。', en: 'Money has already been reserved for this case.' },
  'fund.not_covered': { kind: 'unprocessable', zh: '基金可用余额不足。', en: 'The fund does not have enough available money.' },
  'fund.reserve_unknown': { kind: 'conflict', zh: '没有这笔预留资金。', en: 'There is no such reserve.' },
  'fund.reserve_ended': { kind: 'conflict', zh: '这笔预留资金已经支付或释放。', en: 'This reserve has already been paid out or released.' },
});

export type FundRefusal = keyof typeof fundsRefusals;

constraintMeans('funds_organization_id_code_key', 'fund.code_taken');
constraintMeans('ledger_entries_one_reserve', 'fund.already_reserved');
constraintMeans('fund_accounts_cover', 'fund.not_covered');
constraintMeans('ledger_entries_one_end', 'fund.reserve_ended');
