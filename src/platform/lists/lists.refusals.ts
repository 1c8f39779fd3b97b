import { defineRefusals } from '../../kernel/refusals.js';
import '../database/versions.js';
import { rowSentences } from './rules/row-sentences.js';

/** The refusals of imports: first those of a request, then those of a whole workbook, then those of one row. */
export const listsRefusals = defineRefusals({
  'import.not_found': { kind: 'not_found', zh: '没有这次导入。', en: 'There is no such import.' },
  'import.kind_unknown': { kind: 'invalid', zh: '没有这种导入类型，可选：{kinds}。', en: 'There is no such kind of import; choose one of: {kinds}.' },
  'import.kind_not_allowed': { kind: 'forbidden', zh: '您的角色不能进行这种导入。', en: 'Your role may not make this kind of import.' },
  'import.other_branch': {
    kind: 'conflict', zh: '请切换到上传这份名单的组织后再处理。', en: 'Work in the organization that uploaded this list to go on with it.',
  },
  'import.is_dry_run': {
    kind: 'conflict', zh: '这是试检查，不能确认；请重新上传正式导入。', en: 'This was a dry run and can not be confirmed; upload the list again.',
  },
  'import.wrong_status': {
    kind: 'conflict', zh: '当前状态（{status}）下不能进行此操作。', en: 'This is not possible in the present status ({status}).',
  },
  'import.nothing_to_apply': { kind: 'conflict', zh: '没有可导入的行。', en: 'There is no good row to apply.' },
  // A whole workbook.
  'import.old_or_protected_workbook': {
    kind: 'unsupported', zh: '这是旧版 .xls 文件或设有密码的工作簿；请在 Excel 中取消密码并另存为 .xlsx 后再上传。',
    en: 'This is an old .xls file or a workbook with a password. Take the password off, save it as .xlsx and upload it again.',
  },
  'import.not_a_workbook': {
    kind: 'unsupported', zh: '这不是 Excel 工作簿（.xlsx）；请另存为 .xlsx 后再上传。',
    en: 'This is not an Excel workbook (.xlsx). Save it as .xlsx and upload it again.',
  },
  'import.workbook_too_large': {
    kind: 'too_large', zh: '工作簿展开后过大，无法读取；请拆分名单，或复制到新工作簿后再上传。',
    en: 'The workbook is too large once it is expanded. Split the list, or copy it into a new workbook.',
  },
  'import.workbook_broken': {
    kind: 'unprocessable', zh: '工作簿已损坏，无法读取；请在 Excel 中打开并另存后再上传。',
    en: 'The workbook is damaged and can not be read. Open it in Excel, save it again and upload it.',
  },
  'import.header_not_found': {
    kind: 'unprocessable', zh: '没有找到表头：前 {rows} 行中须有一行同时含有：{columns}。',
    en: 'No header row was found: one of the first {rows} rows must hold all of: {columns}.',
  },
  'import.no_rows': { kind: 'unprocessable', zh: '表头下面没有数据行。', en: 'There is no row below the header.' },
  ...rowSentences,
});

export type ListsRefusal = keyof typeof listsRefusals;
