import { formatYuanWithSign } from '../../../kernel/money.js';

/** The unit of money; every other unit is counted. */
export const MONEY_UNIT = 'fen';

/** A figure as people read it: `¥10,000.00` for money, `1,234` for what is counted. */
export function displayOf(unit: string, value: bigint): string {
  return unit === MONEY_UNIT ? formatYuanWithSign(value) : value.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}
