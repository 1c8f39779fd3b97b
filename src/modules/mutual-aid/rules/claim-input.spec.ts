import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkAccount, checkContactMobile, checkDiagnosis, type Diagnosis } from './claim-input.js';

const vectors = JSON.parse(readFileSync('test/data/identifier-vectors.json', 'utf8')) as { bank_card: Record<'valid' | 'invalid', [string, string][]> };
const facts = { today: '2011-03-21', birthDate: '1970-05-01', knownCategories: ['C00-C97', 'I20-I25'] };
const good: Diagnosis = {
  icd10Code: 'C92.0', operationCode: null, text: '急性髓系白血病', diagnosedOn: '2011-03-10', hospitalName: '苏州大学附属第一医院', hospitalGrade: 3,
};
const account = (accountNumber: string) => ({ payeeName: '王秀英', accountNumber, bankName: '中国工商银行' });

describe('a diagnosis', () => {
  it.each<[string, Partial<Diagnosis>, string[]]>([
    ['in order', {}, []],
    ['a code in small letters with blanks', { icd10Code: ' c92.0 ' }, []],
    ['a code of three characters', { icd10Code: 'C92' }, []],
    ['a code without its dot', { icd10Code: 'C920' }, ['diagnosis.icd10Code:icd10_malformed']],
    ['an empty code', { icd10Code: '' }, ['diagnosis.icd10Code:icd10_malformed']],
    ['a code that ICD-10 does not have', { icd10Code: 'X99.9' }, ['diagnosis.icd10Code:icd10_unknown']],
    ['an operation', { operationCode: '41.0' }, []],
    ['a malformed operation', { operationCode: '410' }, ['diagnosis.operationCode:operation_malformed']],
    ['today', { diagnosedOn: '2011-03-21' }, []],
    ['in the future', { diagnosedOn: '2011-03-22' }, ['diagnosis.diagnosedOn:diagnosed_in_future']],
    ['on the day of birth', { diagnosedOn: '1970-05-01' }, []],
    ['before birth', { diagnosedOn: '1970-04-30' }, ['diagnosis.diagnosedOn:diagnosed_before_birth']],
    ['two errors at once', { icd10Code: 'ZZ', diagnosedOn: '2012-01-01' }, ['diagnosis.icd10Code:icd10_malformed', 'diagnosis.diagnosedOn:diagnosed_in_future']],
  ])('%s', (_name, changed, expected) => {
    const { errors } = checkDiagnosis({ ...good, ...changed }, facts);
    expect(errors.map((error) => `${error.field}:${error.code}`)).toEqual(expected);
  });

  it('is kept with its codes in stored form', () => {
    expect(checkDiagnosis({ ...good, icd10Code: ' c92.0 ', operationCode: ' 41.0 ' }, facts).value).toEqual({ ...good, operationCode: '41.0' });
  });
});

describe('an account', () => {
  it.each(vectors.bank_card.valid)('card %s (%s) is taken', (number) => {
    expect(checkAccount(account(number)).errors).toEqual([]);
  });

  // The one with a space is right once it is normalized, as its remark says.
  it.each(vectors.bank_card.invalid.filter(([number]) => !number.includes(' ')))('card %s (%s) is refused', (number) => {
    expect(checkAccount(account(number)).errors.map((error) => error.field)).toEqual(['account.accountNumber']);
  });

  it.each<[string, string, string[]]>([
    ['a passbook without a check digit', '1102020301001234567', []],
    ['seven digits', '1234567', ['bank_account_length']],
    ['letters', 'ABC12345678', ['bank_account_characters']],
  ])('%s', (_name, number, expected) => {
    expect(checkAccount(account(number)).errors.map((error) => error.code)).toEqual(expected);
  });

  it('is kept without blanks, the name in its one spelling', () => {
    expect(checkAccount({ ...account('6222 0211 0200 0000 011'), payeeName: ' 王 秀英 ' }).value).toEqual(account('6222021102000000011'));
  });
});

it.each<[string, string, string[]]>([
  ['a mobile', '13812340001', []],
  ['with the country code', '+86 138 1234 0001', []],
  ['too short', '1381234', ['mobile_length']],
  ['a landline', '05126312345', ['mobile_prefix']],
])('a contact, %s', (_name, typed, expected) => {
  expect(checkContactMobile(typed).errors.map((error) => error.code)).toEqual(expected);
});
