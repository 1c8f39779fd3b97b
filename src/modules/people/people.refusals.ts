import { defineRefusals } from '../../kernel/refusals.js';
import '../../platform/database/versions.js';
import { memberSentences } from './rules/member-sentences.js';

/** The refusals of this module, in order of precedence. */
export const peopleRefusals = defineRefusals({
  'person.not_found': { kind: 'not_found', zh: '没有这个人，或不在您的管辖范围内。', en: 'There is no such person in your branch.' },
  'person.name_differs': {
    kind: 'conflict', zh: '该身份证号已登记，但姓名不一致；请核对证件，证件无误时由上级工会核实。',
    en: 'This ID number is registered with another name. Compare it with the card; if it is right, the union above settles it.',
  },
  'person.already_member': { kind: 'conflict', zh: '该职工已在本组织登记。', en: 'This person is registered as a member here already.' },
  'person.search_by_one': {
    kind: 'invalid', zh: '请只填一项：身份证号、手机号码或银行账号。', en: 'Give exactly one of idNumber, mobile and accountNumber.',
  },
  'branch_notice.not_found': { kind: 'not_found', zh: '没有这条通知，或不在您的管辖范围内。', en: 'There is no such notice in your branch.' },
  'branch_notice.closed': { kind: 'conflict', zh: '该通知已办结。', en: 'This notice is closed already.' },
  'branch_notice.resolution_unfit': {
    kind: 'unprocessable', zh: '该处理结果不适用于这类通知；可选：{fitting}。', en: 'A notice of this kind does not end so; choose one of: {fitting}.',
  },
  ...memberSentences,
});

export type PeopleRefusal = keyof typeof peopleRefusals;
