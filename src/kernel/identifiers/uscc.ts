import type { IdentifierCode } from './messages.js';

/** The parts of a valid unified social credit code, or the code of the first rule that it breaks. */
export type UsccCheck =
  | {
      readonly ok: true;
      /** 18 characters, upper case. */
      readonly uscc: string;
      /** Characters 3 to 8, a code of GB/T 2260. */
      readonly divisionCode: string;
      /** Characters 9 to 17, the organization code that the unit had before 2015. */
      readonly organizationCode: string;
    }
  | { readonly ok: false; readonly code: IdentifierCode };

/** A valid nine-character organization code, or the code of the first rule that it breaks. */
export type OrganizationCodeCheck =
  | { readonly ok: true; readonly organizationCode: string }
  | { readonly ok: false; readonly code: IdentifierCode };

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const organizationCodeWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/**
 * Checks a unified social credit code (统一社会信用代码, GB 32100-2015) with the organization code inside it.
 * @param text already normalized (`normalizeIdentifier`).
 */
export function checkUscc(text: string): UsccCheck {
  if (text.length !== 18) return { ok: false, code: 'uscc_length' };
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return { ok: false, code: 'uscc_characters' };
  const organizationCode = text.slice(8, 17);
  if (!checkOrganizationCode(organizationCode).ok) return { ok: false, code: 'uscc_organization_code' };
  if (usccCheckCharacterOf(text) !== text[17]) return { ok: false, code: 'uscc_check_character' };
  return { ok: true, uscc: text, divisionCode: text.slice(2, 8), organizationCode };
}

/**
 * Checks an organization code (组织机构代码, GB 11714-1997), which units of 2011 have instead.
 * @param text nine characters, already normalized (without the hyphen before the last).
 */
export function checkOrganizationCode(text: string): OrganizationCodeCheck {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(text)) return { ok: false, code: 'organization_code_characters' };
  const sum = organizationCodeWeights.reduce((total, weight, index) => total + weight * Number.parseInt(text.charAt(index), 36), 0);
  const remainder = (11 - (sum % 11)) % 11;
  const expected = remainder === 10 ? 'X' : String(remainder);
  return expected === text[8]
    ? { ok: true, organizationCode: text }
    : { ok: false, code: 'organization_code_check_character' };
}

function usccCheckCharacterOf(text: string): string {
  const sum = usccWeights.reduce((total, weight, index) => total + weight * alphabet.indexOf(text.charAt(index)), 0);
  return alphabet.charAt((31 - (sum % 31)) % 31);
}
