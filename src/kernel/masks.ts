/**
 * How personal data look to whoever has not revealed them with a reason. A mask never shows more than half of
 * a number that is shorter than the usual one.
 */

/** The first character and a star for each further one: 张三 → `张*`. A name of one character shows nothing. */
export function maskName(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= 1) return '*'.repeat(characters.length);
  return `${characters[0]}${'*'.repeat(characters.length - 1)}`;
}

/** An identity number: first three and last four of a resident ID number, first one and last two of a shorter document. */
export function maskIdNumber(number: string): string {
  return number.length >= 15 ? maskMiddle(number, 3, 4) : maskShort(number);
}

/** A mobile number: `138****0001`. Anything shorter shows its first and its last two. */
export function maskMobile(number: string): string {
  return number.length >= 11 ? maskMiddle(number, 3, 4) : maskShort(number);
}

/** A bank card or account: `6222 **** **** 0011`, whatever its length. One of less than 12 shows its last two alone. */
export function maskBankAccount(number: string): string {
  if (number.length >= 12) return `${number.slice(0, 4)} **** **** ${number.slice(-4)}`;
  return `**** ${number.length > 4 ? number.slice(-2) : '**'}`;
}

const province = '(?:[^省市区县]{2,8}?(?:省|自治区))?';
const prefecture = '(?:.[^省路号弄\\d]{0,7}?(?:市|自治州|地区|盟))?';
const county = '(?:.[^省路街道镇乡村号弄\\d]{0,7}?(?:区|县|市|旗))?';
const town = '.[^路街号弄村\\d]{0,7}?(?:街道|镇|乡|苏木)';
const toTown = new RegExp(`^${province}${prefecture}${county}${town}`);
const toCounty = new RegExp(`^${province}${prefecture}${county}`);

/**
 * An address down to the town (镇, 乡, 街道): 江苏省苏州市吴江市松陵镇流虹路1号 → `江苏省苏州市吴江市松陵镇***`.
 * Where no town can be made out it stops at the county, and where no county can, it shows nothing.
 */
export function maskAddress(address: string): string {
  const text = address.trim();
  if (text === '') return '';
  const shown = (toTown.exec(text) ?? toCounty.exec(text))?.[0] ?? '';
  return shown === text ? text : `${shown}***`;
}

function maskMiddle(text: string, first: number, last: number): string {
  return text.slice(0, first) + '*'.repeat(text.length - first - last) + text.slice(-last);
}

function maskShort(text: string): string {
  return text.length >= 6 ? maskMiddle(text, 1, 2) : '*'.repeat(text.length);
}
