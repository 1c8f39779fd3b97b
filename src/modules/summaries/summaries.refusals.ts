import { defineRefusals } from '../../kernel/refusals.js';

/** What summaries refuse. An organization outside the branch is `organizations.not_found`. */
export const summariesRefusals = defineRefusals({
  'summary.indicator_unknown': { kind: 'not_found', zh: '没有这个指标。', en: 'There is no such indicator.' },
});

export type SummaryRefusal = keyof typeof summariesRefusals;
