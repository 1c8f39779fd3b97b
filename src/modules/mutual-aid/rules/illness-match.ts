import { icd10InRange, icd10RangesOverlap, isIcd10Shape, isOperationCodeShape, operationCovers } from '../../../kernel/icd10.js';

/** Diagnosis codes that are not covered although a range around them may be, and why. */
export interface IllnessExclusion {
  /** One ICD-10 code or two in order, as `icd10InRange` reads them. */
  readonly range: string;
  readonly reason: string;
}

/** One illness of a catalogue, as far as matching needs it. */
export interface IllnessEntry {
  readonly no: number;
  readonly code: string;
  readonly active: boolean;
  readonly icd10Ranges: readonly string[];
  readonly excluded: readonly IllnessExclusion[];
  /** ICD-9-CM-3 codes, any of which counts with all codes below it; empty for an illness that needs no operation. */
  readonly operationCodes: readonly string[];
  readonly operationRequired: boolean;
  /** True where the operation decides whatever the diagnosis is (transplants). */
  readonly anyDiagnosis: boolean;
}

/** The illnesses of a plan, and what it refuses outside any of them. */
export interface IllnessCatalogue {
  readonly entries: readonly IllnessEntry[];
  readonly notCovered: readonly IllnessExclusion[];
}

/** Which entry of a catalogue is meant. */
export interface IllnessReference {
  readonly no: number;
  readonly code: string;
}

/** All that matched, the one that the claim is paid for, or the reason why there is none. */
export interface IllnessMatch {
  /** In order of precedence: the decided one first. */
  readonly matches: readonly IllnessReference[];
  readonly decided: IllnessReference | null;
  /** Null when an illness is decided, else a reason of the catalogue or of `builtInIllnessReasons`. */
  readonly notCoveredReason: string | null;
}

/** Reasons that matching itself finds; a catalogue brings the sentences of its own ones. */
export const builtInIllnessReasons = {
  malformed_code: {
    zh: '诊断编码或手术编码格式不对；请按“C92.0”“36.10”的格式填写。',
    en: 'The diagnosis or operation code is malformed. Write it like C92.0 or 36.10.',
  },
  operation_required: {
    zh: '该诊断须同时实施目录规定的手术；请填写手术记录上的手术编码。',
    en: 'This diagnosis counts only with an operation of the catalogue. Enter the operation code from the operation record.',
  },
  code_too_general: {
    zh: '三位诊断编码只有一部分在目录内；请填写病历上的四位编码。',
    en: 'Only a part of this three-character code is in the catalogue. Enter the four-character code from the medical record.',
  },
  outside_catalogue: {
    zh: '该诊断不在病种目录内；请核对编码与诊断证明是否一致。',
    en: 'This diagnosis is not in the catalogue. Check that the code agrees with the medical certificate.',
  },
} as const;

/**
 * Finds the illness of a claim. An entry with an operation code is matched first, by operation and diagnosis
 * (or by the operation alone where any diagnosis counts), then an entry without one; of equals the lowest number.
 * @param icd10Code the diagnosis in its stored form (`normalizeIcd10`).
 * @param operationCode the operation in its stored form, or nothing when there was none.
 */
export function matchIllness(catalogue: IllnessCatalogue, icd10Code: string, operationCode?: string | null): IllnessMatch {
  const operation = operationCode ?? null;
  if (!isIcd10Shape(icd10Code) || (operation !== null && !isOperationCodeShape(operation))) return notCovered('malformed_code');
  const active = catalogue.entries.filter((entry) => entry.active);
  const matches = active
    .filter((entry) => isMatch(entry, icd10Code, operation))
    .sort((first, second) => Number(second.operationRequired) - Number(first.operationRequired) || first.no - second.no)
    .map(({ no, code }) => ({ no, code }));
  const decided = matches[0];
  return decided ? { matches, decided, notCoveredReason: null } : notCovered(reasonFor(catalogue, active, icd10Code));
}

function isMatch(entry: IllnessEntry, icd10Code: string, operation: string | null): boolean {
  if (!entry.operationRequired) return coversDiagnosis(entry, icd10Code);
  if (operation === null || !entry.operationCodes.some((covering) => operationCovers(covering, operation))) return false;
  return entry.anyDiagnosis || coversDiagnosis(entry, icd10Code);
}

function coversDiagnosis(entry: IllnessEntry, icd10Code: string): boolean {
  return entry.icd10Ranges.some((range) => icd10InRange(icd10Code, range))
    // A three-character code that is excluded in part says too little to be covered.
    && !entry.excluded.some((exclusion) => icd10RangesOverlap(icd10Code, exclusion.range));
}

function reasonFor(catalogue: IllnessCatalogue, active: readonly IllnessEntry[], icd10Code: string): string {
  const exclusions = [...active.flatMap((entry) => entry.excluded), ...catalogue.notCovered];
  const exclusion = exclusions.find(({ range }) => icd10InRange(icd10Code, range));
  if (exclusion) return exclusion.reason;
  if (active.some((entry) => entry.operationRequired && coversDiagnosis(entry, icd10Code))) return 'operation_required';
  const ranges = active.flatMap((entry) => entry.icd10Ranges);
  return ranges.some((range) => icd10RangesOverlap(icd10Code, range)) ? 'code_too_general' : 'outside_catalogue';
}

function notCovered(reason: string): IllnessMatch {
  return { matches: [], decided: null, notCoveredReason: reason };
}
