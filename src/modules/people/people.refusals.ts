import { defineRefusals } from '../../kernel/refusals.js';
import { memberSentences } from './rules/member-sentences.js';

/** The refusals of this module, in order of precedence. */
export const peopleRefusals = defineRefusals({
  'person.not_found': { kind: 'not_found', zh: '没有这个人，或不在您的管辖范围内。', en: 'There is no such person in your branch.' },
  'person.name_differs': {
    kind: 'conflict', zh: '该身份证号已登记，但姓名不一致；请核对证件，仍不一致时请联系上级工会。',
    en: 'This ID number is registered with another name. Compare it with the card; if it is right, ask the union above.',
  },
  'person.already_member': { kind: 'conflict', zh: '该职工已在本组织登记。', en: 'This person is registered as a member here already.' },
  'person.stale': { kind: 'stale', zh: '资料已被他人修改，请刷新后再操作。', en: 'The record has changed since it was read; read it again first.' },
  'person.search_by_one': {
    kind: 'invalid', zh: '请只填一项：身份证号、手机号码或银行账号。', en: 'Give exactly one of idNumber, mobile and accountNumber.',
  },
  ...memberSentences,
});

export type PeopleRefusal = keyof typeof peopleRefusals;
