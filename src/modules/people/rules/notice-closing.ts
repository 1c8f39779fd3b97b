import { defineTransitions } from '../../../kernel/transitions.js';

/** What a notice can tell: another branch has registered somebody known here; or was refused because the name differs. */
export const noticeCodes = ['registered_elsewhere', 'name_differs'] as const;
export type NoticeCode = (typeof noticeCodes)[number];

export const noticeStatuses = ['open', 'closed'] as const;
export type NoticeStatus = (typeof noticeStatuses)[number];

/** A notice is closed once, and never opened again: if the matter comes back, there is a new one. */
export const noticeTransitions = defineTransitions<NoticeStatus, 'close'>({ open: { close: 'closed' }, closed: {} });

/**
 * How each kind of notice can end. `registered_wrongly`: the other organization should not have registered the person.
 * `typed_wrongly`: the refused name or number was a slip; `record_corrected`: the name on record was wrong and has been
 * changed; `referred`: both stand by their papers, and the matter has gone to whoever verifies identities.
 */
const resolutionsOf = {
  registered_elsewhere: ['acknowledged', 'registered_wrongly'],
  name_differs: ['typed_wrongly', 'record_corrected', 'referred'],
} as const satisfies Record<NoticeCode, readonly string[]>;

export type NoticeResolution = (typeof resolutionsOf)[NoticeCode][number];
export const noticeResolutions: readonly NoticeResolution[] = noticeCodes.flatMap((code): readonly NoticeResolution[] => resolutionsOf[code]);

/** The resolutions that a notice of this kind may be closed with. */
export function resolutionsFor(code: NoticeCode): readonly NoticeResolution[] {
  return resolutionsOf[code];
}
