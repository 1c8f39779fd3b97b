import type { IdentifierCode } from './messages.js';

/** A usable number, with what the reviewers should look at, or the code of the first rule that it breaks. */
export type BankAccountCheck =
  | { readonly ok: true; readonly number: string; readonly warning: IdentifierCode | null }
  | { readonly ok: false; readonly code: IdentifierCode };

/**
 * Checks a bank card: 16 to 19 digits with a Luhn check digit.
 * @param text already normalized (`normalizeIdentifier`).
 */
export function checkBankCard(text: string): BankAccountCheck {
  if (!/^\d*$/.test(text)) return { ok: false, code: 'bank_card_characters' };
  if (text.length < 16 || text.length > 19) return { ok: false, code: 'bank_card_length' };
  // No issuer has a number that begins with 0, while a row of zeros passes the check digit.
  if (text.startsWith('0')) return { ok: false, code: 'bank_card_leading_zero' };
  return hasLuhnCheckDigit(text)
    ? { ok: true, number: text, warning: null }
    : { ok: false, code: 'bank_card_check_digit' };
}

/**
 * Checks an account that is not a card (passbook, company account): 8 to 32 digits. Many of them carry no Luhn
 * check digit, so a failure is a warning only.
 * @param text already normalized (`normalizeIdentifier`).
 */
export function checkBankAccount(text: string): BankAccountCheck {
  if (!/^\d*$/.test(text)) return { ok: false, code: 'bank_account_characters' };
  if (text.length < 8 || text.length > 32) return { ok: false, code: 'bank_account_length' };
  return { ok: true, number: text, warning: hasLuhnCheckDigit(text) ? null : 'bank_account_check_digit' };
}

function hasLuhnCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
