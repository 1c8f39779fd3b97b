import { checkMobile } from '../../../kernel/identifiers/mobile.js';
import { identifierMessages, type IdentifierCode } from '../../../kernel/identifiers/messages.js';
import { normalizeIdentifier, normalizeMobile, normalizeName } from '../../../kernel/identifiers/normalize-text.js';
import { checkResidentId } from '../../../kernel/identifiers/resident-id.js';
import type { FieldError } from '../../../kernel/refusals.js';
import { memberSentences, type MemberFieldCode } from './member-sentences.js';

export type Sex = 'male' | 'female';

/** A member as the registrar takes it: normalized and checked. */
export interface MemberRow {
  readonly name: string;
  /** 18 characters. */
  readonly idNumber: string;
  readonly sex: Sex;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly mobile?: string;
  readonly workplace?: string;
  readonly occupation?: string;
  /** `YYYY-MM-DD` */
  readonly employedOn?: string;
  readonly account?: { readonly number: string; readonly bankName: string };
}

/** What a caseworker typed for one person. */
export interface TypedMember {
  readonly name: string;
  readonly idNumber: string;
  readonly sex?: Sex;
  readonly birthDate?: string;
  readonly mobile?: string;
  readonly workplace?: string;
  readonly occupation?: string;
  readonly employedOn?: string;
}

/** Normalizes and checks one typed person. @param today business date @returns the row, or every wrong field */
export function checkTypedMember(typed: TypedMember, today: string): { readonly row: MemberRow } | { readonly errors: readonly FieldError[] } {
  const name = normalizeName(typed.name);
  const id = checkResidentId(normalizeIdentifier(typed.idNumber), today);
  const mobile = typed.mobile === undefined ? undefined : checkMobile(normalizeMobile(typed.mobile));
  const errors: FieldError[] = [];
  if (name === '') errors.push(refusedField('name', 'person.name_empty'));
  if (!id.ok) errors.push(identifierField('idNumber', id.code));
  if (mobile && !mobile.ok) errors.push(identifierField('mobile', mobile.code));
  if (id.ok) errors.push(...disagreements(typed, id).map(({ field, code }) => refusedField(field, code)));
  if (errors.length > 0 || !id.ok) return { errors };
  const { workplace, occupation, employedOn } = typed;
  return {
    row: {
      name, idNumber: id.number, sex: id.sex, birthDate: id.birthDate, ...(mobile?.ok ? { mobile: mobile.mobile } : {}),
      ...(workplace === undefined ? {} : { workplace }), ...(occupation === undefined ? {} : { occupation }),
      ...(employedOn === undefined ? {} : { employedOn }),
    },
  };
}

/** Which statements disagree with what the ID number says of its holder. */
export function disagreements(
  said: { readonly sex?: string; readonly birthDate?: string; readonly employedOn?: string }, id: { readonly sex: Sex; readonly birthDate: string },
): { readonly field: 'sex' | 'birthDate' | 'employedOn'; readonly code: MemberFieldCode }[] {
  const found: { field: 'sex' | 'birthDate' | 'employedOn'; code: MemberFieldCode }[] = [];
  if (said.sex !== undefined && said.sex !== id.sex) found.push({ field: 'sex', code: 'person.sex_differs' });
  if (said.birthDate !== undefined && said.birthDate !== id.birthDate) found.push({ field: 'birthDate', code: 'person.birth_date_differs' });
  if (said.employedOn !== undefined && said.employedOn < id.birthDate) found.push({ field: 'employedOn', code: 'person.employed_before_birth' });
  return found;
}

/** A wrong field with the sentence of one of this module's refusals. */
export function refusedField(field: string, code: MemberFieldCode): FieldError {
  const { zh, en } = memberSentences[code];
  return { field, code, zh, en };
}

/** A wrong field with the sentence of an identifier's check. */
export function identifierField(field: string, code: IdentifierCode): FieldError {
  return { field, code, ...identifierMessages[code] };
}
