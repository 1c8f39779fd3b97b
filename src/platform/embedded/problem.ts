/** A start or stop of the embedded PostgreSQL that failed; its message says what to do, in English and then in Chinese. */
export class EmbeddedPostgresProblem extends Error {
  /**
   * @param english what is wrong and what to do
   * @param chinese the same in Chinese
   * @param detail technical words of the system or of PostgreSQL, added below
   */
  constructor(english: string, chinese: string, detail = '') {
    super([english, chinese, detail.trim()].filter((line) => line !== '').join('\n'));
    this.name = 'EmbeddedPostgresProblem';
  }
}

/** Whether an error carries one of these system codes, such as `EACCES`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
