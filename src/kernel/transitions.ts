/** For each status, the verbs it allows and where each leads. A status with no verbs is final. */
export type TransitionTable<Status extends string, Verb extends string> = {
  readonly [From in Status]: { readonly [Name in Verb]?: Status };
};

declare const checked: unique symbol;

/**
 * A move that the table allows. Only `transitionOf` makes one, so a repository that takes a `Transition` can write
 * `SET status = :to WHERE status = :from` and nobody can hand it a move that no rule has seen.
 */
export interface Transition<Status extends string, Verb extends string = string> {
  readonly from: Status;
  readonly verb: Verb;
  readonly to: Status;
  readonly [checked]: true;
}

/**
 * Declares a status machine; name both types, and every status must have its line:
 * `defineTransitions<ClaimStatus, ClaimVerb>({ draft: { submit: 'screening' }, … })`.
 */
export function defineTransitions<Status extends string, Verb extends string>(
  table: TransitionTable<Status, Verb>,
): TransitionTable<Status, Verb> {
  for (const verbs of Object.values(table)) Object.freeze(verbs);
  return Object.freeze(table);
}

/** The status that `verb` leads to, or undefined when `from` does not allow it. */
export function nextStatus<Status extends string, Verb extends string>(
  table: TransitionTable<Status, Verb>,
  from: Status,
  verb: Verb,
): Status | undefined {
  // Own properties alone: a status read from outside must not find `constructor`.
  if (!Object.hasOwn(table, from) || !Object.hasOwn(table[from], verb)) return undefined;
  return table[from][verb];
}

/** The whole move as the writer needs it, or undefined when `from` does not allow `verb`. */
export function transitionOf<Status extends string, Verb extends string>(
  table: TransitionTable<Status, Verb>,
  from: Status,
  verb: Verb,
): Transition<Status, Verb> | undefined {
  const to = nextStatus(table, from, verb);
  return to === undefined ? undefined : ({ from, verb, to } as Transition<Status, Verb>);
}

/** The verbs that a status allows, in the table's order. */
export function verbsFrom<Status extends string, Verb extends string>(
  table: TransitionTable<Status, Verb>,
  from: Status,
): Verb[] {
  return Object.hasOwn(table, from) ? (Object.keys(table[from]) as Verb[]) : [];
}
