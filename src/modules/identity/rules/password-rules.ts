/** Lengths in characters, not bytes. */
export const MINIMUM_PASSWORD_LENGTH = 12;
export const MAXIMUM_PASSWORD_LENGTH = 128;

/** A username shorter than this may stand in a password by chance. */
const SHORTEST_TELLING_USERNAME = 4;
const FEWEST_DIFFERENT_CHARACTERS = 5;

/** Passwords that guessers try first, as `foldPassword` writes them, of the length that we ask for. */
const common = new Set([
  '123456789012', '1234567890123', '012345678901', '123123123123', '123456123456', '112233445566', '987654321098', 'abcdefghijkl',
  'abc123abc123', 'abcd12345678', 'a123456789012', 'aa1234567890', 'qwertyuiop12', 'qwertyuiop123', 'qwertyuiopasdf', 'qwerty123456',
  'qwertyqwerty', '1qaz2wsx3edc', '1q2w3e4r5t6y', 'zaq12wsxcde3', 'asdfghjkl123', 'zxcvbnm12345', 'password1234', 'password12345',
  'password123456', 'passwordpassword', 'passw0rd1234', 'adminadminadmin', 'admin1234567', 'admin12345678', 'administrator', 'administrator1',
  'letmein12345', 'welcome12345', 'changeme1234', 'changemenow1', 'iloveyou1234', 'iloveyouiloveyou', 'woaini1314520', 'woaini5201314',
  '5201314520131', 'woaini123456', 'zhongguo1234', 'gonghui12345', 'gonghui123456', 'bangfu123456', 'suzhou123456', 'wujiang123456',
]);

export type PasswordFault = 'password.too_short' | 'password.too_long' | 'password.contains_username' | 'password.too_common';

/**
 * What is wrong with a new password (OWASP ASVS 4.0.3, 2.1: length, no composition rules, no common passwords).
 * @returns the first fault, or null
 */
export function passwordFault(password: string, username: string): PasswordFault | null {
  const length = [...password].length;
  if (length < MINIMUM_PASSWORD_LENGTH) return 'password.too_short';
  if (length > MAXIMUM_PASSWORD_LENGTH) return 'password.too_long';
  const lower = password.toLowerCase();
  if (username.length >= SHORTEST_TELLING_USERNAME && lower.includes(username.toLowerCase())) return 'password.contains_username';
  if (common.has(foldPassword(lower)) || new Set(lower).size < FEWEST_DIFFERENT_CHARACTERS) return 'password.too_common';
  return null;
}

/** Guessers add a mark at the end and blanks between; the list holds neither. */
function foldPassword(lower: string): string {
  return lower.replace(/[^\p{Letter}\p{Number}]/gu, '');
}
