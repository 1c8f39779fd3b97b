import { checkBankCard } from '../../../kernel/identifiers/bank-account.js';
import { identifierMessages, type IdentifierCode } from '../../../kernel/identifiers/messages.js';
import { checkMobile } from '../../../kernel/identifiers/mobile.js';
import { normalizeIdentifier, normalizeMobile, normalizeName } from '../../../kernel/identifiers/normalize-text.js';
import { checkResidentId, widenLegacyResidentId } from '../../../kernel/identifiers/resident-id.js';
import { maskBankAccount, maskIdNumber, maskMobile, maskName } from '../../../kernel/masks.js';
import { dateColumn, ignoredColumn, plainColumn, textColumn } from '../../../platform/lists/columns.js';
import type { ColumnSpec, ReadValue, RowProblem } from '../../../platform/lists/import-kinds.js';
import { peopleRefusals, type PeopleRefusal } from '../people.refusals.js';

const SEXES: ReadonlyMap<string, string> = new Map([['男', 'male'], ['男性', 'male'], ['女', 'female'], ['女性', 'female']]);

/** The columns of a member list, as unions write them. */
export const memberColumns: readonly ColumnSpec[] = [
  plainColumn({ key: 'name', headers: ['姓名', '职工姓名', '会员姓名', '名字'], required: true, maximum: 60, figures: 'refused', mask: maskName }, normalizeName),
  textColumn({
    key: 'idNumber', headers: ['身份证号', '身份证号码', '证件号码', '证件号', '公民身份号码', '公民身份证号码', '身份证'], required: true,
    mask: maskIdNumber, // a figure of 15 digits is whole, an old number; a longer one has lost its end
  }, readIdNumber),
  textColumn({ key: 'sex', headers: ['性别'], figures: 'refused' }, readSex),
  dateColumn({ key: 'birthDate', headers: ['出生日期', '出生年月日', '生日'], mask: maskDate }),
  textColumn({ key: 'mobile', headers: ['手机号码', '手机号', '手机', '联系电话', '移动电话', '联系手机'], mask: maskMobile }, readMobile),
  plainColumn({ key: 'workplace', headers: ['工作单位', '单位', '所在单位', '单位名称', '用人单位'], maximum: 200 }, normalizeName),
  plainColumn({ key: 'occupation', headers: ['工种', '岗位', '职业', '工作岗位'], maximum: 100 }, normalizeName),
  dateColumn({ key: 'employedOn', headers: ['入职日期', '入职时间', '参加工作日期', '参加工作时间', '到岗日期'] }),
  textColumn({
    key: 'accountNumber', headers: ['银行卡号', '银行卡', '卡号', '工资卡号', '银行卡号码'], figures: 'lost_digits', mask: maskBankAccount,
  }, readCard),
  plainColumn({ key: 'bankName', headers: ['开户行', '开户银行', '开户行名称', '所属银行'], maximum: 100 }, normalizeName),
  ignoredColumn({ key: 'remark', headers: ['备注', '说明', '备注说明'] }),
  ignoredColumn({ key: 'sequence', headers: ['序号', '编号', '号'] }),
];

/** Old 15-digit numbers are taken in lists and widened (GB 11643-1999, appendix). */
function readIdNumber(text: string, today: string): ReadValue {
  const number = normalizeIdentifier(text);
  const check = /^\d{15}$/.test(number) ? widenLegacyResidentId(number) : checkResidentId(number, today);
  return check.ok ? { value: check.number } : { problem: identifierProblem(check.code) };
}

function readSex(text: string): ReadValue {
  const sex = SEXES.get(normalizeName(text));
  return sex === undefined ? { problem: peopleProblem('person.sex_unknown') } : { value: sex };
}

function readMobile(text: string): ReadValue {
  const check = checkMobile(normalizeMobile(text));
  return check.ok ? { value: check.mobile } : { problem: identifierProblem(check.code) };
}

function readCard(text: string): ReadValue {
  const check = checkBankCard(normalizeIdentifier(text));
  return check.ok ? { value: check.number } : { problem: identifierProblem(check.code) };
}

/** One of this module's refusals as the problem of a row. */
export function peopleProblem(code: PeopleRefusal): RowProblem {
  const { zh, en } = peopleRefusals[code];
  return { code, zh, en };
}

function identifierProblem(code: IdentifierCode): RowProblem {
  return { code, ...identifierMessages[code] };
}

function maskDate(text: string): string {
  return text.length > 4 ? `${text.slice(0, 4)}${'*'.repeat(text.length - 4)}` : '****';
}
