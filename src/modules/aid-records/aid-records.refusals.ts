import { defineRefusals } from '../../kernel/refusals.js';
import { constraintMeans } from '../../platform/database/constraints.js';

/** What aid records refuse, in order of precedence. */
export const aidRecordsRefusals = defineRefusals({
  'aid_record.already_promised': {
    kind: 'conflict', zh: '这一事项已登记过帮扶记录。', en: 'The aid of this case has been written down already.',
  },
  'aid_record.not_promised': {
    kind: 'conflict', zh: '这一事项没有待发放的帮扶记录。', en: 'This case has no promised aid that could be given or cancelled.',
  },
  'aid_record.not_given': {
    kind: 'conflict', zh: '这一事项没有已发放的帮扶记录。', en: 'This case has no given aid that could be reversed.',
  },
});

export type AidRecordRefusal = keyof typeof aidRecordsRefusals;

constraintMeans('aid_records_source_type_source_id_key', 'aid_record.already_promised');
