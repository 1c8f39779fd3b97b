import type { RefusalDefinition } from '../../../kernel/refusals.js';

/** Why one row of a list, or one value of it, is refused. */
export const rowSentences = {
  'import.value_missing': { kind: 'unprocessable', zh: '此项必填。', en: 'This value is required.' },
  'import.number_lost_digits': {
    kind: 'unprocessable', zh: '该号码在 Excel 中存成了数字，末几位已丢失；请将单元格设为文本后重新填写。',
    en: 'Excel stored this number as a figure and lost its last digits. Make the cell a text cell and type it again.',
  },
  'import.formula_not_allowed': {
    kind: 'unprocessable', zh: '此处不能是公式；请复制后以“值”粘贴。', en: 'A formula is not taken here. Copy the cell and paste it as a value.',
  },
  'import.error_value': { kind: 'unprocessable', zh: '单元格是错误值；请改正后再上传。', en: 'The cell holds an error. Mend it and upload the list again.' },
  'import.text_expected': { kind: 'unprocessable', zh: '此处应为文字。', en: 'Text is expected here.' },
  'import.text_too_long': { kind: 'unprocessable', zh: '文字过长，最多 {maximum} 个字符。', en: 'The text is too long; at most {maximum} characters.' },
  'import.not_a_date': {
    kind: 'unprocessable', zh: '不是有效的日期；请写成 2011-01-04。', en: 'This is not a date. Write it like 2011-01-04.',
  },
  'import.repeated_in_file': {
    kind: 'unprocessable', zh: '与第 {row} 行重复，只保留前一行。', en: 'The same as row {row}; only the first of them is kept.',
  },
} as const satisfies Record<string, RefusalDefinition>;
