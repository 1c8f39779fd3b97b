import type { AppliedRow, ImportKind } from '../../../platform/lists/import-kinds.js';
import { checkMemberRow, memberColumns, memberKey, type MemberList } from '../public/member-list.js';

/** The kind `members`: each row becomes a member of the organization that imports it. */
export function membersKind(list: MemberList): ImportKind {
  return {
    name: 'members', nameZh: '会员', permission: 'members:write', columns: memberColumns, checkRow: checkMemberRow, uniqueKey: memberKey,
    checkRows: (tx, record, rows) => list.checkRows(tx, record, rows),
    applyRows: async (tx, _record, rows) => (await list.register(tx, rows)).map((row): AppliedRow => (
      'problems' in row ? row : { rowNumber: row.rowNumber, resultId: row.personId, known: row.known })),
  };
}
