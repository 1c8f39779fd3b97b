import { isKnownIcd10, normalizeIcd10, normalizeOperationCode } from '../../../kernel/icd10.js';
import { checkBankAccount, checkBankCard, type BankAccountCheck } from '../../../kernel/identifiers/bank-account.js';
import { identifierMessages, type IdentifierCode } from '../../../kernel/identifiers/messages.js';
import { checkMobile } from '../../../kernel/identifiers/mobile.js';
import { normalizeIdentifier, normalizeMobile, normalizeName } from '../../../kernel/identifiers/normalize-text.js';
import type { FieldError } from '../../../kernel/refusals.js';

/** The diagnosis as the caseworker types it, and with its codes in stored form once it is checked. */
export interface Diagnosis {
  readonly icd10Code: string;
  readonly operationCode: string | null;
  readonly text: string | null;
  /** `YYYY-MM-DD`: for cancer the pathology report's date, for others the admission's, as comparable plans count. */
  readonly diagnosedOn: string;
  readonly hospitalName: string;
  readonly hospitalGrade: number;
}

/** Where the benefit goes. */
export interface PayeeAccount {
  readonly payeeName: string;
  readonly accountNumber: string;
  readonly bankName: string;
}

/** What a diagnosis is held against. */
export interface DiagnosisFacts {
  readonly today: string;
  readonly birthDate: string;
  /** Ranges of the ICD-10 categories that exist. */
  readonly knownCategories: readonly string[];
}

/** The value in its stored form, with every error found. It is used only when there is none. */
export interface Checked<Value> {
  readonly value: Value;
  readonly errors: readonly FieldError[];
}

const sentences = {
  icd10_malformed: { zh: '诊断编码应为ICD-10的三位或四位编码，如C92.0。', en: 'Must be an ICD-10 code of three or four characters, such as C92.0.' },
  icd10_unknown: { zh: 'ICD-10中没有这个编码；请对照病历核对。', en: 'ICD-10 has no such code. Compare it with the medical record.' },
  operation_malformed: { zh: '手术编码应为ICD-9-CM-3编码，如36.1。', en: 'Must be an ICD-9-CM-3 code, such as 36.1.' },
  diagnosed_in_future: { zh: '确诊日期不能晚于今天。', en: 'The diagnosis can not lie in the future.' },
  diagnosed_before_birth: { zh: '确诊日期不能早于出生日期。', en: 'The diagnosis can not be older than the person.' },
} as const;

/** Checks a diagnosis: its codes, and that it lies between the holder's birth and today. */
export function checkDiagnosis(typed: Diagnosis, facts: DiagnosisFacts): Checked<Diagnosis> {
  const icd10Code = normalizeIcd10(typed.icd10Code);
  const operationCode = typed.operationCode === null ? null : normalizeOperationCode(typed.operationCode);
  const known = icd10Code !== undefined && isKnownIcd10(icd10Code, facts.knownCategories);
  const errors = [
    ...(icd10Code === undefined ? [wrong('diagnosis.icd10Code', 'icd10_malformed')] : []),
    ...(icd10Code !== undefined && !known ? [wrong('diagnosis.icd10Code', 'icd10_unknown')] : []),
    ...(operationCode === undefined ? [wrong('diagnosis.operationCode', 'operation_malformed')] : []),
    ...(typed.diagnosedOn > facts.today ? [wrong('diagnosis.diagnosedOn', 'diagnosed_in_future')] : []),
    ...(typed.diagnosedOn < facts.birthDate ? [wrong('diagnosis.diagnosedOn', 'diagnosed_before_birth')] : []),
  ];
  return { value: { ...typed, icd10Code: icd10Code ?? typed.icd10Code, operationCode: operationCode ?? null }, errors };
}

/** Checks a payee's account. A number that begins with 62 is a bank card and must have a card's length and check digit. */
export function checkAccount(typed: PayeeAccount): Checked<PayeeAccount> {
  const check = checkAccountNumber(normalizeIdentifier(typed.accountNumber));
  return {
    value: { ...typed, payeeName: normalizeName(typed.payeeName), accountNumber: check.ok ? check.number : typed.accountNumber },
    errors: check.ok ? [] : [identifierError('account.accountNumber', check.code)],
  };
}

/** Checks an account number in its normalized form. */
export function checkAccountNumber(number: string): BankAccountCheck {
  return number.startsWith('62') ? checkBankCard(number) : checkBankAccount(number);
}

/** Checks a contact's mobile number. */
export function checkContactMobile(typed: string): Checked<string> {
  const check = checkMobile(normalizeMobile(typed));
  return check.ok ? { value: check.mobile, errors: [] } : { value: typed, errors: [identifierError('contactMobile', check.code)] };
}

function wrong(field: string, code: keyof typeof sentences): FieldError {
  return { field, code, ...sentences[code] };
}

function identifierError(field: string, code: IdentifierCode): FieldError {
  return { field, code, ...identifierMessages[code] };
}
