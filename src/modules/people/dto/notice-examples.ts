import type { CloseNoticeRequest } from './notice-requests.js';
import type { NoticeView } from './notice-views.js';

export const noticeExample: NoticeView = {
  id: '0197a000-0000-7000-8000-000000000032', code: 'name_differs', status: 'open', organizationId: '0197a000-0000-7000-8000-000000000009',
  organizationName: '苏州市总工会', personId: '0197a000-0000-7000-8000-000000000030', name: '沈**', registeringOrganizationName: '太仓市总工会',
  noticedOn: '2011-01-06', resolution: null, note: null, closedBy: null, closedOn: null, version: 1,
};

export const closeNoticeExample: CloseNoticeRequest = { resolution: 'typed_wrongly', note: '登记单位已按证件更正' };

export const closedNoticeExample: NoticeView = {
  ...noticeExample, status: 'closed', resolution: 'typed_wrongly', note: '登记单位已按证件更正', closedBy: '顾秀珍', closedOn: '2011-01-07', version: 2,
};
