import { describe, expect, it } from 'vitest';
import { bankReferencePattern, directPaymentFault, normalizeBankReference, type DirectPayment, type PayableToPay } from './direct-payment.js';

const TODAY = '2011-04-20';
const open: PayableToPay = { status: 'open', version: 1, openedOn: '2011-04-18' };
const bank: DirectPayment = { method: 'bank', bankReference: 'ICBC20110420001', receiptDocumentId: null, paidOn: TODAY, version: 1 };
const cash: DirectPayment = { method: 'cash', bankReference: null, receiptDocumentId: 'a receipt', paidOn: TODAY, version: 1 };

describe('recording a payment', () => {
  it.each<[string, Partial<PayableToPay>, DirectPayment, string | null]>([
    ['by bank with its reference', {}, bank, null],
    ['by bank with reference and receipt', {}, { ...bank, receiptDocumentId: 'a receipt' }, null],
    ['in cash with its receipt', {}, cash, null],
    ['on the day the payable was opened', {}, { ...bank, paidOn: '2011-04-18' }, null],
    ['twice', { status: 'settled', version: 2 }, bank, 'payable.not_open'],
    ['while a batch pays it', { status: 'in_payment' }, bank, 'payable.not_open'],
    ['after it was cancelled', { status: 'cancelled' }, bank, 'payable.not_open'],
    ['on an old version', { version: 2 }, bank, 'version.stale'],
    ['by bank without a reference', {}, { ...bank, bankReference: null }, 'payment.bank_reference_missing'],
    ['in cash with a reference', {}, { ...cash, bankReference: 'ICBC1' }, 'payment.bank_reference_unexpected'],
    ['in cash without a receipt', {}, { ...cash, receiptDocumentId: null }, 'payment.receipt_missing'],
    ['tomorrow', {}, { ...bank, paidOn: '2011-04-21' }, 'payment.paid_in_future'],
    ['before it was decided', {}, { ...bank, paidOn: '2011-04-17' }, 'payment.paid_before_opened'],
    ['twice and on an old version', { status: 'settled', version: 2 }, { ...bank, bankReference: null }, 'payable.not_open'],
  ])('%s', (_name, payable, payment, fault) => {
    expect(directPaymentFault({ ...open, ...payable }, payment, TODAY)).toBe(fault);
  });
});

describe('a bank reference', () => {
  it.each([
    ['ICBC20110420001', true], ['回单0001', true], ['A-1/2', true], ['abc', false], ['', false], ['AB CD', false], ['AB\tCD', false],
    ['x'.repeat(64), true], ['x'.repeat(65), false], ['AB\u200bCD', false],
  ])('%j', (text, good) => {
    expect(bankReferencePattern.test(text)).toBe(good);
  });

  it('has one spelling', () => {
    expect(normalizeBankReference('ｉｃｂｃ２０１１')).toBe('ICBC2011');
  });
});
