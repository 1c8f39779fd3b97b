import { icd10RangesOverlap, isIcd10Range, isOperationCodeShape, operationsOverlap } from '../../../kernel/icd10.js';
import type { IllnessEntry } from './illness-match.js';

/**
 * Holds a catalogue against what matching relies on: the promised number of active illnesses, well-formed ranges and
 * codes, no two illnesses without an operation on one diagnosis, and no two operations that would decide one claim.
 * An excluded part of a range still counts as its own, so that the ranges alone tell what an illness is.
 * @param expectedCount how many active illnesses the plan promises (14 for the card of 2011).
 * @throws Error that lists every fault.
 */
export function assertCatalogueSound(entries: readonly IllnessEntry[], expectedCount: number): void {
  const active = entries.filter((entry) => entry.active);
  const faults = [
    ...(active.length === expectedCount ? [] : [`${active.length} active entries instead of ${expectedCount}`]),
    ...duplicates(entries.map((entry) => entry.no)).map((no) => `number ${no} is used twice`),
    ...duplicates(entries.map((entry) => entry.code)).map((code) => `code ${code} is used twice`),
    ...entries.flatMap(faultsOfEntry),
    ...active.flatMap((entry, index) => active.slice(index + 1).flatMap((other) => faultsOfPair(entry, other))),
  ];
  if (faults.length > 0) throw new Error(`Unsound illness catalogue: ${faults.join('; ')}`);
}

function faultsOfEntry(entry: IllnessEntry): string[] {
  const ranges = [...entry.icd10Ranges, ...entry.excluded.map((exclusion) => exclusion.range)];
  const needsOperation = entry.operationCodes.length > 0;
  return [
    ...ranges.filter((range) => !isIcd10Range(range)).map((range) => `range ${range} of entry ${entry.no} is malformed`),
    ...entry.operationCodes.filter((code) => !isOperationCodeShape(code)).map((code) => `operation ${code} of entry ${entry.no} is malformed`),
    ...entry.excluded
      .filter(({ range }) => isIcd10Range(range) && !anyOverlap(entry.icd10Ranges, [range], icd10RangesOverlap))
      .map(({ range }) => `entry ${entry.no} excludes ${range}, which it does not hold`),
    ...(entry.icd10Ranges.length > 0 || entry.anyDiagnosis ? [] : [`entry ${entry.no} has no range`]),
    ...(entry.operationRequired === needsOperation ? [] : [`entry ${entry.no} contradicts itself about its operation`]),
    ...(entry.anyDiagnosis && !needsOperation ? [`entry ${entry.no} takes any diagnosis without an operation`] : []),
  ];
}

function faultsOfPair(entry: IllnessEntry, other: IllnessEntry): string[] {
  if (entry.operationRequired !== other.operationRequired) return [];
  const sameDiagnosis = entry.anyDiagnosis || other.anyDiagnosis || anyOverlap(entry.icd10Ranges, other.icd10Ranges, icd10RangesOverlap);
  const sameOperation = !entry.operationRequired || anyOverlap(entry.operationCodes, other.operationCodes, operationsOverlap);
  return sameDiagnosis && sameOperation ? [`entries ${entry.no} and ${other.no} overlap`] : [];
}

function anyOverlap(first: readonly string[], second: readonly string[], overlaps: (a: string, b: string) => boolean): boolean {
  return first.some((one) => second.some((two) => overlaps(one, two)));
}

function duplicates<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
