import { describe, expect, it } from 'vitest';
import vectors from '../../../test/data/identifier-vectors.json' with { type: 'json' };
import type { IdentifierCode } from './messages.js';
import { normalizeIdentifier } from './normalize-text.js';
import { checkResidentId, widenLegacyResidentId } from './resident-id.js';

const today = '2026-11-22';

/** The rule that each invalid vector breaks; a vector without a line here fails its test. */
const expectedCodes: Record<string, IdentifierCode> = {
  '320584197603151239': 'id_number_check_digit',
  '32058419670315123X': 'id_number_check_digit',
  '320584197502291233': 'id_number_birth_date',
  '320584209901011230': 'id_number_birth_in_future',
  '990584197603151234': 'id_number_region',
  '32058419760315123': 'id_number_length',
  '3205841976031512OX': 'id_number_characters',
  '32058419760315000X': 'id_number_sequence',
  '810000198504120118': 'id_number_check_digit',
  '840000198504120114': 'id_number_region',
  '810100198504120114': 'id_number_region',
  '810000198504310115': 'id_number_birth_date',
  '82000019780923037': 'id_number_length',
  H12345678: 'id_number_other_document',
  '32058476031512': 'id_number_legacy_length',
  '3205847603151234': 'id_number_legacy_length',
  '320584761315123': 'id_number_birth_date',
  '320584750229123': 'id_number_birth_date',
  '32058476031512X': 'id_number_legacy_characters',
  '990584760315123': 'id_number_region',
};

function sexInNote(note: string): string | undefined {
  return /\b(female|male)\b/.exec(note)?.[1];
}

describe('checkResidentId', () => {
  it.each([...vectors.resident_id.valid, ...vectors.resident_id_seed_safe.valid])('accepts %s (%s)', (number, note) => {
    const birthDate = /\d{4}-\d{2}-\d{2}/.exec(note)?.[0];
    expect(checkResidentId(number, today)).toEqual({ ok: true, number, birthDate, sex: sexInNote(note), kind: 'resident_id' });
  });

  it.each(vectors.hmt_permit.valid)('accepts the permit %s (%s)', (number, note) => {
    const sex = sexInNote(note);
    const result = checkResidentId(number, today);
    expect(result).toMatchObject({ ok: true, number, kind: 'hmt_permit', ...(sex && { sex }) });
  });

  it.each([...vectors.resident_id.invalid, ...vectors.hmt_permit.invalid, ...vectors.resident_id_seed_safe.invalid])(
    'refuses %s (%s)', (number) => {
      expect(expectedCodes).toHaveProperty(number);
      expect(checkResidentId(number, today)).toEqual({ ok: false, code: expectedCodes[number] });
    });

  it.each<[string, string, IdentifierCode | null, string]>([
    ['11010519491231002X', today, null, 'first example of the standard'],
    ['440524188001010014', today, null, 'second example of the standard, born in 1880'],
    ['110105187912310029', today, 'id_number_birth_too_early', 'born the day before the floor'],
    ['320585200002294260', '2000-02-28', 'id_number_birth_in_future', 'the day before the birth'],
    ['320585200002294260', '2000-02-29', null, 'the day of the birth'],
    ['32058419760315123x', today, 'id_number_characters', 'lower-case x before normalizing'],
    ['320584 9760315123X', today, 'id_number_characters', 'a space'],
    ['320584760315123', today, 'id_number_legacy', 'an old number outside an import'],
    ['M1234567890', today, 'id_number_other_document', 'travel permit with its issue number'],
    ['32058419760315123X\n', today, 'id_number_length', 'a line break at the end'],
    ['', today, 'id_number_length', 'empty'],
  ])('%j on %s gives %s (%s)', (number, onDate, code) => {
    const result = checkResidentId(number, onDate);
    expect(result.ok ? null : result.code).toBe(code);
  });

  it('refuses every single wrong digit and every swap of two different neighbors', () => {
    const number = '320500198003150011';
    for (let index = 0; index < 17; index += 1) {
      const wrongDigit = number.slice(0, index) + ((Number(number[index]) + 1) % 10) + number.slice(index + 1);
      expect(checkResidentId(wrongDigit, today).ok, wrongDigit).toBe(false);
      const swapped = number.slice(0, index) + number[index + 1] + number[index] + number.slice(index + 2);
      expect(swapped === number || !checkResidentId(swapped, today).ok, swapped).toBe(true);
    }
  });

  it('accepts what normalizing makes of a pasted number', () => {
    expect(checkResidentId(normalizeIdentifier('　３２０５８４-19760315-123ｘ '), today).ok).toBe(true);
  });
});

describe('widenLegacyResidentId', () => {
  it.each(vectors.resident_id_15.valid)('widens %s to %s', (legacy, number) => {
    expect(widenLegacyResidentId(legacy)).toMatchObject({ ok: true, number, kind: 'resident_id' });
    expect(widenLegacyResidentId(legacy)).toEqual(checkResidentId(number, today));
  });

  it.each(vectors.resident_id_15.invalid)('refuses %s (%s)', (legacy) => {
    expect(expectedCodes).toHaveProperty(legacy);
    expect(widenLegacyResidentId(legacy)).toEqual({ ok: false, code: expectedCodes[legacy] });
  });

  it.each<[string, IdentifierCode]>([
    ['320584760315996', 'id_number_legacy_century'],
    ['320584760315999', 'id_number_legacy_century'],
    ['320584760315000', 'id_number_sequence'],
    ['810000760315123', 'id_number_region'],
    ['32058476031512 ', 'id_number_legacy_characters'],
    ['', 'id_number_legacy_length'],
  ])('refuses %j with %s', (legacy, code) => expect(widenLegacyResidentId(legacy)).toEqual({ ok: false, code }));

  it('takes 995, the last ordinary sequence', () => expect(widenLegacyResidentId('320584760315995').ok).toBe(true));
});
