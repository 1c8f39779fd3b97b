import { defineRefusals } from '../../kernel/refusals.js';

/** What card batches and cards refuse, in order of precedence. */
export const cardsRefusals = defineRefusals({
  'card_batch.not_found': { kind: 'not_found', zh: '没有这个发卡批次，或不在您的管辖范围内。', en: 'There is no such card batch, or it lies outside your branch.' },
  'card_batch.outside_plan': {
    kind: 'unprocessable', zh: '该计划不适用于本组织；请切换到计划所属组织或其下级组织。',
    en: 'The plan does not cover this organization; work in the plan\'s organization or below it.',
  },
  'card_batch.other_branch': {
    kind: 'conflict', zh: '请切换到该批次所属的组织再发卡。', en: 'Work in the organization that the card batch belongs to.',
  },
  'card_batch.starts_too_late': {
    kind: 'unprocessable', zh: '卡的生效日期不能晚于 {latest}。', en: 'The cards can not start after {latest}.',
  },
  'card_batch.no_version': {
    kind: 'unprocessable', zh: '{validFrom} 当日该计划没有生效的版本。', en: 'No version of the plan is in force on {validFrom}.',
  },
  'card_batch.not_open': { kind: 'conflict', zh: '该发卡批次已关闭或取消（{status}），不能再发卡。', en: 'The card batch is {status}; no card can be added.' },
  'card_batch.holders_refused': {
    kind: 'unprocessable', zh: '名单中有人不能发卡，请检查标出的各项；没有发出任何卡。', en: 'Some of the people can not have a card; see the entries named. No card was issued.',
  },
  'card.not_found': { kind: 'not_found', zh: '没有这张互助保障卡，或不在您的管辖范围内。', en: 'There is no such mutual-aid card, or it lies outside your branch.' },
  'card.holder_not_found': {
    kind: 'not_found', zh: '没有此人，或此人不是本组织的在册会员。', en: 'There is no such person, or the person is no member of this branch.',
  },
  'card.holder_age': {
    kind: 'unprocessable', zh: '卡生效时的年龄（{age} 岁）不在计划规定的 {minimum} 至 {maximum} 岁之内。',
    en: 'The holder is {age} when the card starts; the plan takes ages {minimum} to {maximum}.',
  },
  'card.term_over': {
    kind: 'unprocessable', zh: '该批次的卡有效期已于 {validTo} 结束，不能再发卡。', en: 'The term of this batch\'s cards ended on {validTo}; none can be issued any more.',
  },
});

export type CardRefusal = keyof typeof cardsRefusals;
