import { describe, expect, it } from 'vitest';
import vectors from '../../../test/data/identifier-vectors.json' with { type: 'json' };
import { checkBankAccount, checkBankCard } from './bank-account.js';
import type { IdentifierCode } from './messages.js';
import { normalizeIdentifier } from './normalize-text.js';

const expectedCodes: Record<string, IdentifierCode> = {
  '6222021102000000012': 'bank_card_check_digit',
  '6222201102000000011': 'bank_card_check_digit',
  '622202110200000': 'bank_card_length',
  '62220211020000000110': 'bank_card_length',
  '6222 021102000000011': 'bank_card_characters',
  '62220211020000000A1': 'bank_card_characters',
};

describe('checkBankCard', () => {
  it.each(vectors.bank_card.valid)('accepts %s (%s)', (number) => {
    expect(checkBankCard(number)).toEqual({ ok: true, number, warning: null });
  });

  it.each(vectors.bank_card.invalid)('refuses %s (%s)', (number) => {
    expect(expectedCodes).toHaveProperty(number);
    expect(checkBankCard(number)).toEqual({ ok: false, code: expectedCodes[number] });
  });

  it.each<[string, IdentifierCode]>([
    ['0000000000000000', 'bank_card_leading_zero'],
    ['', 'bank_card_length'],
    ['6222021102000000011\n', 'bank_card_characters'],
  ])('refuses %j with %s', (number, code) => expect(checkBankCard(number)).toEqual({ ok: false, code }));

  it('accepts a number with spaces once it is normalized', () => {
    expect(checkBankCard(normalizeIdentifier('6222 0211 0200 0000 011')).ok).toBe(true);
  });
});

describe('checkBankAccount', () => {
  it.each<[string, IdentifierCode | null, string]>([
    ['6222021102000000011', null, 'a number with a check digit'],
    ['6222021102000000012', 'bank_account_check_digit', 'a failing check digit only warns'],
    ['12345678', 'bank_account_check_digit', 'the shortest'],
    ['1'.repeat(32), 'bank_account_check_digit', 'the longest'],
  ])('accepts %s with warning %s (%s)', (number, warning) => {
    expect(checkBankAccount(number)).toEqual({ ok: true, number, warning });
  });

  it.each<[string, IdentifierCode]>([
    ['1234567', 'bank_account_length'],
    ['1'.repeat(33), 'bank_account_length'],
    ['1234 5678', 'bank_account_characters'],
    ['1234567A', 'bank_account_characters'],
    ['', 'bank_account_length'],
  ])('refuses %j with %s', (number, code) => expect(checkBankAccount(number)).toEqual({ ok: false, code }));
});
