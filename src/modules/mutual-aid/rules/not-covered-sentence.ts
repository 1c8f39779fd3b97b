import { builtInIllnessReasons, type IllnessCatalogue, type IllnessEntry } from './illness-match.js';
import type { ExplainedExclusion, Sentence } from './plan-illnesses.js';

/** A plan version's illnesses with the sentences of what it excludes. */
export interface ExplainedCatalogue extends IllnessCatalogue {
  readonly entries: readonly (Omit<IllnessEntry, 'excluded'> & { readonly excluded: readonly ExplainedExclusion[] })[];
  readonly notCovered: readonly ExplainedExclusion[];
}

/** The sentence behind a reason of `matchIllness`: the plan version's own, or one of matching itself. */
export function notCoveredSentence(catalogue: ExplainedCatalogue, reason: string): Sentence {
  const exclusions = [...catalogue.notCovered, ...catalogue.entries.flatMap((entry) => entry.excluded)];
  const own = exclusions.find((exclusion) => exclusion.reason === reason);
  if (own) return { zh: own.zh, en: own.en };
  const { outside_catalogue: fallback, ...others } = builtInIllnessReasons;
  return Object.entries(others).find(([known]) => known === reason)?.[1] ?? fallback;
}
