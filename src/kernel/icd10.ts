/**
 * Diagnosis codes of the WHO's ICD-10 (`C92`, `C92.0`) and operation codes of ICD-9-CM-3 (`36`, `36.1`, `36.10`),
 * with ranges of them. A code or range stands for everything below it: `C44` for C44.0 to C44.9, `36.1` for 36.10 to 36.19.
 */

/** Both ends of a code or range on one line of numbers, both included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

const icd10Shape = /^([A-Z])(\d{2})(?:\.(\d))?$/;
const operationShape = /^(\d{2})(?:\.(\d)(\d)?)?$/;

/** True for a three- or four-character code in its stored form: upper case, with the dot. */
export function isIcd10Shape(text: string): boolean {
  return icd10Shape.test(text);
}

/**
 * Brings what a caseworker types (` c92.0 `) to the stored form.
 * @returns undefined when it is no three- or four-character code; `C920` without its dot is none.
 */
export function normalizeIcd10(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return isIcd10Shape(code) ? code : undefined;
}

/** True for a range of diagnosis codes: one code (`C44`, `C80.0`) or two in order (`C00-C76`, `D33.0-D33.3`). */
export function isIcd10Range(text: string): boolean {
  return icd10SpanOf(text) !== undefined;
}

/**
 * True when all that `code` stands for lies in the range: `C76.9` and `C76` lie in `C00-C76`,
 * `D33.1` lies in `D33.0-D33.3` while `D33`, which also stands for D33.9, does not.
 * @returns false too when either is malformed.
 */
export function icd10InRange(code: string, range: string): boolean {
  const inner = isIcd10Shape(code) ? icd10SpanOf(code) : undefined;
  return contains(icd10SpanOf(range), inner);
}

/** True when some code lies in both ranges; a single code is a range. */
export function icd10RangesOverlap(first: string, second: string): boolean {
  return overlap(icd10SpanOf(first), icd10SpanOf(second));
}

/** True when the code's category is one that the WHO has assigned. @param ranges ranges of three-character categories. */
export function isKnownIcd10(code: string, ranges: readonly string[]): boolean {
  return ranges.some((range) => icd10InRange(code, range));
}

/** True for an operation code in its stored form: two digits, then up to two more after a dot. */
export function isOperationCodeShape(text: string): boolean {
  return operationShape.test(text);
}

/** Brings a typed operation code to the stored form, or undefined when it is none. */
export function normalizeOperationCode(text: string): string | undefined {
  const code = text.trim();
  return isOperationCodeShape(code) ? code : undefined;
}

/** True when `covering` stands for `code`: `36.1` covers 36.1, 36.10 and 36.19, while `36.10` does not cover 36.1. */
export function operationCovers(covering: string, code: string): boolean {
  return contains(operationSpanOf(covering), operationSpanOf(code));
}

/** True when some operation is covered by both codes. */
export function operationsOverlap(first: string, second: string): boolean {
  return overlap(operationSpanOf(first), operationSpanOf(second));
}

function icd10SpanOf(range: string): Span | undefined {
  const [from = '', to = from, ...rest] = range.split('-');
  const first = icd10CodeSpan(from);
  const last = icd10CodeSpan(to);
  if (rest.length > 0 || !first || !last || first.first > last.first || first.last > last.last) return undefined;
  return { first: first.first, last: last.last };
}

function icd10CodeSpan(code: string): Span | undefined {
  const match = icd10Shape.exec(code);
  if (!match) return undefined;
  const [, letter = '', category, subdivision] = match;
  const start = letter.charCodeAt(0) * 1_000 + Number(category) * 10;
  return subdivision === undefined
    ? { first: start, last: start + 9 }
    : { first: start + Number(subdivision), last: start + Number(subdivision) };
}

function operationSpanOf(code: string): Span | undefined {
  const match = operationShape.exec(code);
  if (!match) return undefined;
  const [, chapter, tenth, hundredth] = match;
  const first = Number(`${chapter}${tenth ?? 0}${hundredth ?? 0}`);
  return { first, last: first + (tenth === undefined ? 99 : hundredth === undefined ? 9 : 0) };
}

function contains(outer: Span | undefined, inner: Span | undefined): boolean {
  return outer !== undefined && inner !== undefined && outer.first <= inner.first && inner.last <= outer.last;
}

function overlap(first: Span | undefined, second: Span | undefined): boolean {
  return first !== undefined && second !== undefined && first.first <= second.last && second.first <= first.last;
}
