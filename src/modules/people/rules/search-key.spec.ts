import { expect, it } from 'vitest';
import { readSearch, type TypedSearch } from './search-key.js';

it.each<[TypedSearch, object]>([
  [{ idNumber: '320584 19760315 123x' }, { kind: 'idNumber', number: '32058419760315123X' }],
  [{ mobile: '+86 138 6254 0001' }, { kind: 'mobile', number: '13862540001' }],
  [{ accountNumber: '6222 0211 0200 7197 026' }, { kind: 'accountNumber', number: '6222021102007197026' }],
  [{ accountNumber: '12345678' }, { kind: 'accountNumber', number: '12345678' }],
  [{}, { error: 'not_one' }],
  [{ idNumber: '32058419760315123X', mobile: '13862540001' }, { error: 'not_one' }],
  [{ idNumber: '320584760315123' }, { error: { field: 'idNumber', code: 'id_number_legacy' } }],
  [{ mobile: '1386254' }, { error: { field: 'mobile', code: 'mobile_length' } }],
  [{ accountNumber: '1234567' }, { error: { field: 'accountNumber', code: 'bank_account_length' } }],
])('reads %o', (typed, expected) => {
  expect(readSearch(typed, '2011-01-04')).toMatchObject(expected);
});
