import type { ImportView, RefusedRowView } from './import-views.js';

/** A list that waits for its confirmation, for the documentation. */
export const importExample: ImportView = {
  id: '0197a000-0000-7000-8000-000000000001', organizationId: '0197a000-0000-7000-8000-000000000010', kind: 'members', status: 'preview',
  dryRun: false, options: {}, documentId: '0197a000-0000-7000-8000-000000000020', fileName: '花名册.xlsx', uploadedOn: '2011-01-05',
  rowsRead: 224, rowsGood: 223, rowsRefused: 1, rowsKnown: 0, rowsApplied: 0, progress: null, unknownColumns: ['政治面貌'], failure: null, version: 2,
};

/** A row that came back, for the documentation. */
export const refusedRowExample: RefusedRowView = {
  row: 17, column: 'D', columnName: '身份证号', maskedValue: '320***********1239', code: 'id_number_check_digit',
  zh: '身份证号码的校验位不符；请检查是否有数字输错或顺序颠倒。',
  en: 'The check digit does not agree. Look for a wrong digit or two digits in the wrong order.',
};
