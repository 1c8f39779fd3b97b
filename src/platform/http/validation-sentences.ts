/** What is wrong with a field, for people. `{0}`, `{1}` stand for the constraint's own values, in their order. */
export interface ConstraintSentence {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

const REQUIRED: ConstraintSentence = { code: 'required', zh: '此项必填', en: 'This field is required' };
const WHOLE: ConstraintSentence = { code: 'not_whole_number', zh: '须为整数', en: 'Must be a whole number' };
const TEXT: ConstraintSentence = { code: 'not_text', zh: '须为文字', en: 'Must be text' };
const OBJECT: ConstraintSentence = { code: 'not_object', zh: '须为一个对象', en: 'Must be an object' };

/** By the name that class-validator, or one of the decorators of `fields.ts`, gives the constraint. */
const SENTENCES: Readonly<Record<string, ConstraintSentence>> = {
  whitelistValidation: { code: 'unknown_field', zh: '没有这一项', en: 'There is no such field' },
  isDefined: REQUIRED,
  isNotEmpty: REQUIRED,
  isString: TEXT,
  isBoolean: { code: 'not_true_or_false', zh: '须为 true 或 false', en: 'Must be true or false' },
  isNumber: { code: 'not_number', zh: '须为数字', en: 'Must be a number' },
  isInt: WHOLE,
  min: { code: 'too_small', zh: '不得小于 {0}', en: 'Must not be less than {0}' },
  max: { code: 'too_large', zh: '不得大于 {0}', en: 'Must not be more than {0}' },
  minLength: { code: 'too_short', zh: '不得少于 {0} 个字符', en: 'Must have at least {0} characters' },
  maxLength: { code: 'too_long', zh: '不得超过 {0} 个字符', en: 'Must have at most {0} characters' },
  isLength: { code: 'wrong_length', zh: '须为 {0} 至 {1} 个字符', en: 'Must have {0} to {1} characters' },
  matches: { code: 'wrong_format', zh: '格式不正确，应为{0}', en: 'The format is wrong; it must be {1}' },
  isIn: { code: 'not_in_list', zh: '不是可选的值', en: 'Is not one of the allowed values' },
  isEnum: { code: 'not_in_list', zh: '不是可选的值', en: 'Is not one of the allowed values' },
  isUuid: { code: 'not_uuid', zh: '须为 UUID', en: 'Must be a UUID' },
  isArray: { code: 'not_list', zh: '须为列表', en: 'Must be a list' },
  arrayMinSize: { code: 'too_few', zh: '至少须有 {0} 项', en: 'Must have at least {0} items' },
  arrayMaxSize: { code: 'too_many', zh: '最多 {0} 项', en: 'Must have at most {0} items' },
  arrayUnique: { code: 'repeated', zh: '有重复的项', en: 'Has repeated items' },
  isObject: OBJECT,
  nestedValidation: OBJECT,
  isDate10: { code: 'not_date', zh: '须为真实的日期，格式 YYYY-MM-DD', en: 'Must be a real date, written YYYY-MM-DD' },
  isFen: {
    code: 'not_fen', zh: '须为以分计的整数，{0} 至 {1}', en: 'Must be a whole number of fen, {0} to {1}',
  },
  isWhole: { code: 'not_whole_number', zh: '须为整数，{0} 至 {1}', en: 'Must be a whole number, {0} to {1}' },
  plainText: {
    code: 'not_plain_text', zh: '须为 {0} 至 {1} 个字符的文字，不得为空，不得含控制字符',
    en: 'Must be text of {0} to {1} characters, not blank, without control characters',
  },
  oneOf: { code: 'not_in_list', zh: '须为下列之一：{0}', en: 'Must be one of: {0}' },
  isCursor: { code: 'not_cursor', zh: '分页标记无效', en: 'Is not a page cursor' },
};

const UNKNOWN: ConstraintSentence = { code: 'invalid', zh: '此项不正确', en: 'This field is not right' };
const LIST_OF: ConstraintSentence = {
  code: 'list_invalid', zh: '须为 {min} 至 {max} 项的列表，且每一项：{zh}', en: 'Must be a list of {min} to {max} items. Each item: {en}',
};

/**
 * The sentences for a broken constraint.
 * @param name the constraint's name
 * @param values the constraint's own values (limits, allowed values), for the placeholders
 * @param list set when the constraint holds for each item of a list of that length
 */
export function sentenceFor(
  name: string, values: readonly unknown[], list?: { readonly min: number; readonly max: number },
): ConstraintSentence {
  const known = SENTENCES[name] ?? UNKNOWN;
  const zh = fill(known.zh, values);
  const en = fill(known.en, values);
  if (!list) return { code: known.code, zh, en };
  const frame = (text: string): string => text
    .replace('{min}', String(list.min)).replace('{max}', String(list.max)).replace('{zh}', zh).replace('{en}', en);
  return { code: known.code, zh: frame(LIST_OF.zh), en: frame(LIST_OF.en) };
}

/** The sentence for a field that is missing. */
export const requiredSentence = REQUIRED;

function fill(sentence: string, values: readonly unknown[]): string {
  return sentence.replace(/\{(\d)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) return whole;
    return Array.isArray(value) ? value.join(', ') : String(value);
  });
}
