import type { IdentifierCode } from './messages.js';

/** A valid mobile number, or the code of the first rule that it breaks. */
export type MobileCheck =
  | { readonly ok: true; readonly mobile: string }
  | { readonly ok: false; readonly code: IdentifierCode };

/**
 * Checks a mobile number of mainland China: 11 digits from 13 to 19. Finer prefixes change too often to be listed.
 * @param text already normalized (`normalizeMobile`); the country code is refused.
 */
export function checkMobile(text: string): MobileCheck {
  if (!/^\d*$/.test(text)) return { ok: false, code: 'mobile_characters' };
  if (text.length !== 11) return { ok: false, code: 'mobile_length' };
  return /^1[3-9]/.test(text) ? { ok: true, mobile: text } : { ok: false, code: 'mobile_prefix' };
}
