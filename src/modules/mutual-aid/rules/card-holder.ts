/** The ages that a plan version takes; null where it sets no limit. */
export interface AgeLimits {
  readonly minimumAge: number | null;
  readonly maximumAge: number | null;
}

/**
 * Full years of age on a day. Who was born on 29 February is a year older on 1 March in a common year.
 * @param birthDate `YYYY-MM-DD`
 * @param day `YYYY-MM-DD`, not before the birth
 */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/**
 * Holds a holder's age on the card's first day against the plan's limits, both included (comparable plans say 16 to 60).
 * @returns the age and the limits as a refusal shows them, or null when the plan takes the age
 */
export function ageProblem(
  birthDate: string, validFrom: string, limits: AgeLimits,
): { readonly age: number; readonly minimum: number | string; readonly maximum: number | string } | null {
  const age = ageOn(birthDate, validFrom);
  const fits = age >= (limits.minimumAge ?? 0) && age <= (limits.maximumAge ?? Number.MAX_SAFE_INTEGER);
  return fits ? null : { age, minimum: limits.minimumAge ?? 0, maximum: limits.maximumAge ?? '—' };
}
