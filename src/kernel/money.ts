/** Money is a whole number of fen in a `bigint`: one yuan is 100 fen. Nothing here ever passes through a float. */

const yuanShape = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;
const largestFen = BigInt(Number.MAX_SAFE_INTEGER);
const fenPerHundredthOfWan = 10_000n;

/** Whether an amount below zero is accepted; it is not unless asked for. */
export interface AmountOptions {
  readonly allowNegative?: boolean;
}

/**
 * Reads an amount in yuan as people write it: `123.45`, `10,000.00`, `600000`.
 * @returns the amount in fen, or undefined when the text is no such amount, has more than two decimals, groups its
 *   thousands wrongly, is negative without leave, or is beyond what a JSON number can carry.
 */
export function parseYuan(text: string, options: AmountOptions = {}): bigint | undefined {
  const match = yuanShape.exec(text);
  if (!match) return undefined;
  const [, sign = '', yuan = '', decimals = ''] = match;
  const digits = yuan.replaceAll(',', '') + decimals.padEnd(2, '0');
  if (digits.length > 32) return undefined;
  return accepted(sign ? -BigInt(digits) : BigInt(digits), options);
}

/**
 * Reads a `…Fen` field of a JSON body, a whole number of fen.
 * @returns the amount, or undefined for anything but a whole number that JavaScript holds exactly
 *   (no float, text, NaN, boolean), or for a negative one without leave.
 */
export function fenFromJson(value: unknown, options: AmountOptions = {}): bigint | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
  return accepted(BigInt(value), options);
}

/**
 * The amount as a JSON number of fen.
 * @throws RangeError when a JSON number cannot carry it exactly.
 */
export function fenToJson(amountFen: bigint): number {
  if (magnitude(amountFen) > largestFen) throw new RangeError(`Too large for JSON: ${amountFen} fen`);
  return Number(amountFen);
}

/** The amount in yuan with grouped thousands and two decimals: `10,000.00`. */
export function formatYuan(amountFen: bigint): string {
  return (amountFen < 0n ? '-' : '') + twoDecimals(magnitude(amountFen));
}

/** The amount in yuan with its sign of currency: `¥10,000.00`, `-¥0.01`. */
export function formatYuanWithSign(amountFen: bigint): string {
  return `${amountFen < 0n ? '-' : ''}¥${twoDecimals(magnitude(amountFen))}`;
}

/**
 * The amount in 万元 (ten thousand yuan) with two decimals, rounded once, half away from zero: `60.12`.
 * Sum fen first and format the sum; never add formatted figures.
 */
export function formatWanYuan(amountFen: bigint): string {
  const hundredths = (magnitude(amountFen) + fenPerHundredthOfWan / 2n) / fenPerHundredthOfWan;
  return (amountFen < 0n && hundredths > 0n ? '-' : '') + twoDecimals(hundredths);
}

function accepted(amountFen: bigint, options: AmountOptions): bigint | undefined {
  if (magnitude(amountFen) > largestFen) return undefined;
  return amountFen < 0n && !options.allowNegative ? undefined : amountFen;
}

function magnitude(amountFen: bigint): bigint {
  return amountFen < 0n ? -amountFen : amountFen;
}

function twoDecimals(hundredths: bigint): string {
  const digits = hundredths.toString().padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${whole}.${digits.slice(-2)}`;
}
