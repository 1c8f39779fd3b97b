import type { IllnessCatalogue, IllnessEntry, IllnessExclusion } from './illness-match.js';

/** A sentence in both languages. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** Where an illness of the list comes from: the bulletin of 2011 names it, or it is a default that each plan may change. */
export type IllnessOrigin = 'bulletin' | 'default';

/** One illness as a reference catalogue holds it. */
export interface CatalogueIllness extends IllnessEntry {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly evidenceZh: string;
  readonly evidenceEn: string;
  readonly origin: IllnessOrigin;
}

/** A reference catalogue: its illnesses, how many of them it promises, and the sentence for each reason of not covering. */
export interface ReferenceCatalogue extends IllnessCatalogue {
  readonly entryCount: number;
  readonly entries: readonly CatalogueIllness[];
  readonly reasons: Readonly<Record<string, Sentence>>;
}

/** An exclusion with its sentence, as a plan version keeps it. */
export type ExplainedExclusion = IllnessExclusion & Sentence;

/** What a plan version keeps of one illness beside its names. */
export type IllnessRule = Pick<IllnessEntry, 'icd10Ranges' | 'operationCodes' | 'operationRequired' | 'anyDiagnosis'> & {
  readonly excluded: readonly ExplainedExclusion[];
};

/** One illness of a plan version. */
export interface PlanIllness extends Omit<CatalogueIllness, keyof IllnessRule> {
  readonly rule: IllnessRule;
}

/** Copies a reference catalogue, so that a later change of it leaves the plan version as it is. */
export function copyOfCatalogue(catalogue: ReferenceCatalogue): { illnesses: PlanIllness[]; notCovered: ExplainedExclusion[] } {
  const explained = ({ range, reason }: IllnessExclusion): ExplainedExclusion => ({ range, reason, ...sentenceOf(catalogue, reason) });
  const illnesses = catalogue.entries.map((entry): PlanIllness => {
    const { no, code, nameZh, nameEn, active, evidenceZh, evidenceEn, origin, icd10Ranges, operationCodes, operationRequired, anyDiagnosis } = entry;
    const rule = { icd10Ranges, excluded: entry.excluded.map(explained), operationCodes, operationRequired, anyDiagnosis };
    return { no, code, nameZh, nameEn, active, evidenceZh, evidenceEn, origin, rule };
  });
  return { illnesses, notCovered: catalogue.notCovered.map(explained) };
}

/** Reasons that the catalogue uses without a sentence for them. */
export function unexplainedReasons(catalogue: ReferenceCatalogue): string[] {
  const used = [...catalogue.notCovered, ...catalogue.entries.flatMap((entry) => entry.excluded)].map((exclusion) => exclusion.reason);
  return [...new Set(used)].filter((reason) => !Object.hasOwn(catalogue.reasons, reason));
}

function sentenceOf(catalogue: ReferenceCatalogue, reason: string): Sentence {
  const sentence = catalogue.reasons[reason];
  if (!sentence) throw new Error(`The illness catalogue has no sentence for ${reason}`);
  return { zh: sentence.zh, en: sentence.en };
}
