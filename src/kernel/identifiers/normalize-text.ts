/** What people paste into a field, brought to the form that the checks expect. The checks themselves forgive nothing. */

const spaces = /[\s\u00a0\u200b-\u200d\u2060\u3000\ufeff]/gu;
const hyphens = /[-\u00ad\u2010-\u2015\u2212\ufe58\ufe63]/gu;
const fullWidth = /[\uff01-\uff5e]/gu;
const middleDots = /[\u2022\u2027\u22c5\u30fb\uff65]/gu;

/** Full-width forms to half-width ones (`１２３Ｘ` to `123X`), the ideographic space to a plain one. */
export function toHalfWidth(text: string): string {
  return text
    .replace(fullWidth, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
}

/** A number or code of any document: half-width, without spaces and hyphens, upper case (`x` of an ID number to `X`). */
export function normalizeIdentifier(text: string): string {
  return toHalfWidth(text).replace(spaces, '').replace(hyphens, '').toUpperCase();
}

/** A mobile number: as `normalizeIdentifier`, and without the country code (`+86`, `0086`, `86`). */
export function normalizeMobile(text: string): string {
  const number = normalizeIdentifier(text).replace(/[()]/g, '');
  return number.replace(/^(?:\+86|0086|86(?=1\d{10}$))/, '');
}

/**
 * A person's or a unit's name as it is stored and compared: composed (NFC), half-width, one kind of middle dot,
 * no space at the ends or beside Chinese characters, one space elsewhere.
 */
export function normalizeName(text: string): string {
  return toHalfWidth(text.normalize('NFC'))
    .replace(middleDots, '·')
    .replace(spaces, ' ')
    .replace(/ +/g, ' ')
    .replace(/(?<=[\p{Script=Han}·]) | (?=[\p{Script=Han}·])/gu, '')
    .trim();
}

/** Why a text may not be stored: its code stands in `identifierMessages`. */
export type UnsafeText = 'text_nul' | 'text_lone_surrogate' | 'text_control_character';

/**
 * Finds what PostgreSQL refuses (NUL, half of a surrogate pair) or a reader cannot see (control characters and
 * the marks that turn the direction of writing).
 * @param options.multiline takes tabs and line breaks as ordinary text.
 * @returns the first kind found in that order, or null for a safe text.
 */
export function findUnsafeText(text: string, options: { readonly multiline?: boolean } = {}): UnsafeText | null {
  if (text.includes('\0')) return 'text_nul';
  if (/\p{Surrogate}/u.test(text)) return 'text_lone_surrogate';
  const inspected = options.multiline ? text.replace(/[\t\n\r]/g, '') : text;
  return /[\p{Control}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(inspected) ? 'text_control_character' : null;
}
