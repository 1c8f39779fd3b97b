import { identifierMessages } from '../../kernel/identifiers/messages.js';
import { normalizeIdentifier } from '../../kernel/identifiers/normalize-text.js';
import { checkUscc } from '../../kernel/identifiers/uscc.js';
import { Refused } from '../../kernel/refusals.js';

/**
 * A unified social credit code as it is stored.
 * @param text as typed
 * @throws Refused `request.invalid` naming the field `uscc` and the rule of GB 32100 that it breaks
 */
export function usccOrThrow(text: string): string {
  const checked = checkUscc(normalizeIdentifier(text));
  if (!checked.ok) throw new Refused('request.invalid', { errors: [{ field: 'uscc', code: checked.code, ...identifierMessages[checked.code] }] });
  return checked.uscc;
}
