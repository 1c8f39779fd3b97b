import { defineRefusals } from '../../kernel/refusals.js';
import '../../platform/database/versions.js';
import { constraintMeans } from '../../platform/database/constraints.js';

/** What claims refuse, in order of precedence. */
export const claimsRefusals = defineRefusals({
  'claim.not_found': { kind: 'not_found', zh: '没有这份申领，或不在您的管辖范围内。', en: 'There is no such claim, or it lies outside your branch.' },
  'claim.card_not_found': {
    kind: 'not_found', zh: '没有这张互助保障卡，或不在您的管辖范围内。', en: 'There is no such mutual-aid card, or it lies outside your branch.',
  },
  'claim.card_void': { kind: 'unprocessable', zh: '这张卡已作废，不能凭它申领。', en: 'This card is void; no claim can be made on it.' },
  'claim.document_not_found': { kind: 'not_found', zh: '申领中没有这份材料。', en: 'The claim holds no such document.' },
  'claim.wrong_status': {
    kind: 'conflict', zh: '申领目前的状态（{status}）不允许此操作。', en: 'The claim\'s status ({status}) does not allow this.',
  },
  'claim.invalid': { kind: 'unprocessable', zh: '申领内容有误，请检查标出的各项。', en: 'The claim is not right; see the fields named.' },
  'claim.nothing_to_contest': {
    kind: 'conflict', zh: '只有被自动审核退回的申领才能申述理由。', en: 'Only a claim that screening has returned can be contested.',
  },
  'claim.document_repeated': {
    kind: 'conflict', zh: '这份文件已作为同类材料上传过。', en: 'This file stands in the claim already, as a document of the same kind.',
  },
  'claim.too_many_documents': {
    kind: 'unprocessable', zh: '一份申领最多 {maximum} 份材料。', en: 'A claim holds at most {maximum} documents.',
  },
  'claim.already_awarded': {
    kind: 'conflict', zh: '该会员已按本计划领取过互助金，每人一次，不能再次批准。',
    en: 'The holder has been awarded the benefit of this plan already. It is paid once, and this is never waived.',
  },
  'claim.finding_not_waivable': {
    kind: 'unprocessable', zh: '以下审核结果不得豁免，不能同意：{codes}。', en: 'These findings can not be waived, so the claim can not be endorsed: {codes}.',
  },
  'claim.waiver_unexplained': {
    kind: 'unprocessable', zh: '同意即豁免以下审核结果，须写明理由：{codes}。', en: 'Endorsing waives these findings; the comment must say why: {codes}.',
  },
});

export type ClaimRefusal = keyof typeof claimsRefusals;

constraintMeans('claims_once_only', 'claim.already_awarded');
