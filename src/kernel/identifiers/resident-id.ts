import { isRealDate } from '../dates.js';
import type { IdentifierCode } from './messages.js';

/** What a valid number says about its holder, or the code of the first rule that it breaks. */
export type ResidentIdCheck =
  | {
      readonly ok: true;
      /** 18 characters, `X` in upper case. */
      readonly number: string;
      /** `YYYY-MM-DD`. */
      readonly birthDate: string;
      readonly sex: 'male' | 'female';
      /** A permit is the residence permit of people from Hong Kong, Macao and Taiwan (港澳台居民居住证). */
      readonly kind: 'resident_id' | 'hmt_permit';
    }
  | { readonly ok: false; readonly code: IdentifierCode };

/**
 * Province codes of GB/T 2260. Nothing finer is looked up: a county's code stays in the numbers of those first
 * registered there for life, long after the county is gone.
 */
const provinces = new Set([
  '11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43',
  '44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71',
]);
const permitRegions = new Set(['810000', '820000', '830000']);

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** The standard's own second example was born in 1880; a later floor would refuse it. */
const earliestBirthDate = '1880-01-01';

/**
 * Checks an 18-character number: resident ID (GB 11643-1999) or residence permit, which follows the same rule.
 * @param text already normalized (`normalizeIdentifier`); a lower-case `x`, a space or a hyphen is refused.
 * @param onDate today, `YYYY-MM-DD`; nobody is born after it.
 */
export function checkResidentId(text: string, onDate: string): ResidentIdCheck {
  const formError = formErrorOf(text);
  if (formError) return { ok: false, code: formError };
  const region = text.slice(0, 6);
  if (!permitRegions.has(region) && !provinces.has(region.slice(0, 2))) return { ok: false, code: 'id_number_region' };
  const birthDate = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  const birthError = birthErrorOf(birthDate, onDate);
  if (birthError) return { ok: false, code: birthError };
  if (text.slice(14, 17) === '000') return { ok: false, code: 'id_number_sequence' };
  if (checkCharacterOf(text.slice(0, 17)) !== text[17]) return { ok: false, code: 'id_number_check_digit' };
  return {
    ok: true,
    number: text,
    birthDate,
    sex: Number(text[16]) % 2 === 1 ? 'male' : 'female',
    kind: permitRegions.has(region) ? 'hmt_permit' : 'resident_id',
  };
}

/**
 * Widens a 15-digit number (GB 11643-1989) to 18 characters: `19` before the year, the check character at the end.
 * For imports only, where the old number is kept beside the new one.
 * @param text already normalized.
 */
export function widenLegacyResidentId(text: string): ResidentIdCheck {
  if (!/^[0-9A-Z]*$/.test(text)) return { ok: false, code: 'id_number_legacy_characters' };
  if (text.length !== 15) return { ok: false, code: 'id_number_legacy_length' };
  if (!/^\d{15}$/.test(text)) return { ok: false, code: 'id_number_legacy_characters' };
  // Sequences 996 to 999 were for people aged a hundred and over, whose year does not begin with 19.
  if (/99[6-9]$/.test(text)) return { ok: false, code: 'id_number_legacy_century' };
  const body = `${text.slice(0, 6)}19${text.slice(6)}`;
  const widened = checkResidentId(body + checkCharacterOf(body), '1999-12-31');
  // Residence permits began in 2018 and never had 15 digits.
  return widened.ok && widened.kind === 'hmt_permit' ? { ok: false, code: 'id_number_region' } : widened;
}

function formErrorOf(text: string): IdentifierCode | null {
  if (/^[HM]\d{8}(?:\d{2})?$/.test(text)) return 'id_number_other_document';
  if (/^\d{15}$/.test(text)) return 'id_number_legacy';
  if (text.length !== 18) return 'id_number_length';
  return /^\d{17}[\dX]$/.test(text) ? null : 'id_number_characters';
}

function birthErrorOf(birthDate: string, onDate: string): IdentifierCode | null {
  if (!isRealDate(birthDate)) return 'id_number_birth_date';
  if (birthDate > onDate) return 'id_number_birth_in_future';
  return birthDate < earliestBirthDate ? 'id_number_birth_too_early' : null;
}

/** MOD 11-2 over 17 digits. */
function checkCharacterOf(body: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return checkCharacters.charAt(sum % 11);
}
