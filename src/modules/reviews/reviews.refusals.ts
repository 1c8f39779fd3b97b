import { defineRefusals } from '../../kernel/refusals.js';
import { constraintMeans } from '../../platform/database/constraints.js';
import '../../platform/database/versions.js';

/** What reviews refuse, in order of precedence. */
export const reviewsRefusals = defineRefusals({
  'review.task_not_found': { kind: 'not_found', zh: '没有这项待办，或不在您的管辖范围内。', en: 'There is no such task, or it lies outside your branch.' },
  'review.task_decided': { kind: 'conflict', zh: '这项待办已有决定，不能再次决定。', en: 'This task has been decided already.' },
  'review.task_cancelled': { kind: 'conflict', zh: '这项待办已取消，无需再办。', en: 'This task was cancelled; nothing is left to do.' },
  'review.not_your_role': {
    kind: 'forbidden', zh: '这项待办由本组织直接授予的其他角色办理。', en: 'This task belongs to a role that you were not given directly in its organization.',
  },
  'review.four_eyes': {
    kind: 'forbidden', zh: '您已在此案中担任其他职责，登记、初审、终审和付款须由不同的人办理。',
    en: 'You already have another part in this case: registering, reviewing, approving and paying are done by different people.',
  },
  'review.task_leased': { kind: 'conflict', zh: '这项待办正由他人办理。', en: 'Somebody else is working on this task.' },
  'review.queue_empty': { kind: 'conflict', zh: '目前没有可领取的待办。', en: 'There is no task to take at the moment.' },
  'review.not_lease_holder': {
    kind: 'conflict', zh: '请先领取这项待办；领取可能已到期。', en: 'Take this task first; your lease may have ended.',
  },
  'review.reason_missing': {
    kind: 'unprocessable', zh: '退回或不予批准须写明原因代码和意见。', en: 'Returning or rejecting needs a reason code and a comment.',
  },
  'review.reason_unknown': {
    kind: 'unprocessable', zh: '原因代码不在可用之列：{allowed}。', en: 'The reason code is not one of: {allowed}.',
  },
});

export type ReviewRefusal = keyof typeof reviewsRefusals;

constraintMeans('review_decisions_task_id_key', 'review.task_decided');
constraintMeans('review_decisions_part', 'review.four_eyes');
