import { OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { noticeResolutions, noticeStatuses, type NoticeResolution, type NoticeStatus } from '../rules/notice-closing.js';

/** The filter of the list of notices. */
export class NoticesQuery extends PageQuery {
  @OneOf(noticeStatuses, { optional: true, example: 'open' })
  status?: NoticeStatus;
}

/** How a notice ends. */
export class CloseNoticeRequest {
  @OneOf(noticeResolutions, {
    description: 'registered_elsewhere：acknowledged、registered_wrongly；name_differs：typed_wrongly、record_corrected、referred。'
      + 'The first two end registered_elsewhere, the others name_differs.',
    example: 'typed_wrongly',
  })
  resolution!: NoticeResolution;

  @PlainText({ max: 500, optional: true, description: '请勿填写姓名和号码。No names or numbers, please.', example: '登记单位已按证件更正' })
  note?: string;
}
