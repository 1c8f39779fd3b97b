import { expect, it } from 'vitest';
import { nextStatus } from '../../../kernel/transitions.js';
import { noticeResolutions, noticeTransitions, resolutionsFor, type NoticeCode, type NoticeResolution, type NoticeStatus } from './notice-closing.js';

it.each<[NoticeStatus, NoticeStatus | undefined]>([['open', 'closed'], ['closed', undefined]])(
  'closing an %s notice leads to %s', (from, to) => expect(nextStatus(noticeTransitions, from, 'close')).toBe(to));

it.each<[NoticeResolution, NoticeCode]>([
  ['acknowledged', 'registered_elsewhere'], ['registered_wrongly', 'registered_elsewhere'],
  ['typed_wrongly', 'name_differs'], ['record_corrected', 'name_differs'], ['referred', 'name_differs'],
])('%s ends a notice of %s and no other', (resolution, code) => {
  expect((['registered_elsewhere', 'name_differs'] as const).filter((one) => resolutionsFor(one).includes(resolution))).toEqual([code]);
  expect(noticeResolutions).toContain(resolution);
});
