import { Refused, type RefusalDetails } from '../../kernel/refusals.js';

const meanings = new Map<string, { code: string; details: RefusalDetails }>();

/**
 * Says which refusal a named constraint (or unique index) stands for, so that the database's "no" is answered
 * like any other. Declared once, by the module that owns the table.
 */
export function constraintMeans(constraint: string, code: string, details: RefusalDetails = {}): void {
  meanings.set(constraint, { code, details });
}

/** Turns a database error on a declared constraint into its refusal; any other error is returned as it is. */
export function refusalOfConstraint(error: unknown): unknown {
  const constraint = (error as { constraint?: string; driverError?: { constraint?: string } }).constraint
    ?? (error as { driverError?: { constraint?: string } }).driverError?.constraint;
  const meaning = constraint ? meanings.get(constraint) : undefined;
  return meaning ? new Refused(meaning.code, meaning.details) : error;
}
