import type { RefusalDefinition } from '../../../kernel/refusals.js';

/** What can be wrong with one field of a member, typed or listed. */
export const memberSentences = {
  'person.name_empty': { kind: 'invalid', zh: '姓名不能为空。', en: 'The name must not be blank.' },
  'person.sex_unknown': { kind: 'invalid', zh: '性别请填“男”或“女”。', en: 'Sex must be 男 (male) or 女 (female).' },
  'person.sex_differs': { kind: 'invalid', zh: '性别与身份证号码不一致；请核对。', en: 'The sex does not agree with the ID number. Check both.' },
  'person.birth_date_differs': {
    kind: 'invalid', zh: '出生日期与身份证号码不一致；请核对。', en: 'The birth date does not agree with the ID number. Check both.',
  },
  'person.employed_before_birth': { kind: 'invalid', zh: '入职日期早于出生日期；请核对。', en: 'The date of employment lies before the birth. Check it.' },
  'person.account_incomplete': {
    kind: 'invalid', zh: '银行卡号与开户行须同时填写。', en: 'A card number needs its bank, and a bank its card number.',
  },
} as const satisfies Record<string, RefusalDefinition>;

export type MemberFieldCode = keyof typeof memberSentences;
