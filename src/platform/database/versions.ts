import { defineRefusals } from '../../kernel/refusals.js';

/** The one refusal of an edit whose `If-Match` names a version that is no longer the current one. */
export const versionRefusals = defineRefusals({
  'version.stale': {
    kind: 'stale',
    zh: '所见的版本已过时，请重新读取后再修改',
    en: 'The version you saw is no longer current; read it again and repeat the change',
  },
});
