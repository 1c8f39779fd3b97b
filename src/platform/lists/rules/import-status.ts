import { defineTransitions } from '../../../kernel/transitions.js';

export type ImportStatus = 'checking' | 'preview' | 'applying' | 'applied' | 'dropped' | 'failed';
export type ImportVerb = 'show' | 'confirm' | 'finish' | 'drop' | 'fail';

/** What may become of an import. */
export const importTransitions = defineTransitions<ImportStatus, ImportVerb>({
  checking: { show: 'preview', fail: 'failed', drop: 'dropped' },
  preview: { confirm: 'applying', drop: 'dropped' },
  applying: { finish: 'applied', fail: 'failed' },
  applied: {},
  dropped: {},
  failed: { drop: 'dropped' },
});
