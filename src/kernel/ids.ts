import { v7, validate } from 'uuid';

/** A new row id: a UUID version 7, which sorts by the time of its making and so keeps indexes compact. */
export function newId(): string {
  return v7();
}

/** True for a UUID of any version in its hyphenated form; the edge refuses anything else before the database sees it. */
export function isUuid(text: string): boolean {
  return validate(text);
}
