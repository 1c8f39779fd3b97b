import { checkBankAccount } from '../../../kernel/identifiers/bank-account.js';
import { checkMobile } from '../../../kernel/identifiers/mobile.js';
import { normalizeIdentifier, normalizeMobile } from '../../../kernel/identifiers/normalize-text.js';
import { checkResidentId } from '../../../kernel/identifiers/resident-id.js';
import type { FieldError } from '../../../kernel/refusals.js';
import { identifierField } from './member-details.js';

/** What somebody typed to find a person. */
export interface TypedSearch {
  readonly idNumber?: string;
  readonly mobile?: string;
  readonly accountNumber?: string;
}

/** The one number to search by, normalized and checked; or what is wrong. 'not_one' when it is not exactly one. */
export type ReadSearch =
  | { readonly kind: 'idNumber' | 'mobile' | 'accountNumber'; readonly number: string }
  | { readonly error: FieldError | 'not_one' };

/** @param today business date */
export function readSearch(typed: TypedSearch, today: string): ReadSearch {
  const { idNumber, mobile, accountNumber } = typed;
  if ([idNumber, mobile, accountNumber].filter((one) => one !== undefined).length !== 1) return { error: 'not_one' };
  if (idNumber !== undefined) {
    const check = checkResidentId(normalizeIdentifier(idNumber), today);
    return check.ok ? { kind: 'idNumber', number: check.number } : { error: identifierField('idNumber', check.code) };
  }
  if (mobile !== undefined) {
    const check = checkMobile(normalizeMobile(mobile));
    return check.ok ? { kind: 'mobile', number: check.mobile } : { error: identifierField('mobile', check.code) };
  }
  const check = checkBankAccount(normalizeIdentifier(accountNumber ?? ''));
  return check.ok ? { kind: 'accountNumber', number: check.number } : { error: identifierField('accountNumber', check.code) };
}
