import { fillSentence, type RefusalDetails } from '../../../kernel/refusals.js';
import type { RowProblem } from './column-spec.js';
import { rowSentences } from './row-sentences.js';

/** One of the row's refusals as a problem, its sentence filled from the details. */
export function problem(code: keyof typeof rowSentences, details: RefusalDetails = {}): RowProblem {
  const { zh, en } = rowSentences[code];
  return { code, zh: fillSentence(zh, details), en: fillSentence(en, details) };
}
