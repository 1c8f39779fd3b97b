/**
 * A refusal is the system's answer "no": it has a stable code, a sentence in Chinese and one in English,
 * and a kind that the HTTP layer turns into a status.
 */
export type RefusalKind =
  | 'invalid' // 400: the request itself is wrong
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not_found' // 404: absent, or outside the caller's branch
  | 'conflict' // 409: true now, may change
  | 'stale' // 412: the version the caller saw is not the current one
  | 'too_large' // 413
  | 'unsupported' // 415
  | 'unprocessable' // 422: well-formed, but a rule of the trade says no
  | 'precondition_required' // 428
  | 'too_many' // 429
  | 'unavailable'; // 503

/** One refusal as a module declares it. `{name}` in a sentence is filled from the details. */
export interface RefusalDefinition {
  readonly kind: RefusalKind;
  readonly zh: string;
  readonly en: string;
}

/** One wrong field of a request. `field` is a dotted path in the body or the name of a parameter. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** What a refusal carries beside its code. Never personal data: the details go to the caller and may be logged. */
export interface RefusalDetails {
  readonly errors?: readonly FieldError[];
  readonly [name: string]: unknown;
}

const catalogue = new Map<string, RefusalDefinition>();

/**
 * Declares a module's refusals, in order of precedence, and returns them unchanged so that the keys
 * can serve as the module's string-literal union.
 * @throws Error when a code is declared twice with different words.
 */
export function defineRefusals<const T extends Record<string, RefusalDefinition>>(definitions: T): T {
  for (const [code, definition] of Object.entries(definitions)) {
    const known = catalogue.get(code);
    if (known && known !== definition && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new Error(`Refusal ${code} is declared twice`);
    }
    catalogue.set(code, definition);
  }
  return definitions;
}

/** The declared refusal of a code, or undefined. */
export function refusalOf(code: string): RefusalDefinition | undefined {
  return catalogue.get(code);
}

/** Every declared refusal, for the documentation and its test. */
export function allRefusals(): ReadonlyMap<string, RefusalDefinition> {
  return catalogue;
}

/** The one exception by which a rule, use case or constraint says no. */
export class Refused<Code extends string = string> extends Error {
  constructor(
    readonly code: Code,
    readonly details: RefusalDetails = {},
  ) {
    super(code);
    this.name = 'Refused';
  }
}

/** Fills `{name}` in a refusal's sentence from its details; an absent detail leaves the name standing. */
export function fillSentence(sentence: string, details: RefusalDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole));
}
