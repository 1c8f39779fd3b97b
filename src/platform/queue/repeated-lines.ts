import type { QueueLog } from './queue-options.js';

const QUIET_MILLISECONDS = 10_000;
const MOST_REMEMBERED = 100;
const IDS = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** A log that says the same thing at most once in ten seconds, so that an outage does not fill it. */
export class RepeatedLines {
  private readonly said = new Map<string, { at: number; unsaid: number }>();

  constructor(private readonly log: QueueLog) {}

  /**
   * Logs the line unless it was said within the last ten seconds.
   *
   * @param line what happened
   * @param cause the message of the technical error behind it, equal lines differ in ids at most
   */
  say(line: string, cause: string): void {
    const key = `${line}\n${cause.replace(IDS, '')}`;
    const now = Date.now();
    const before = this.said.get(key);
    if (before !== undefined && now - before.at < QUIET_MILLISECONDS) {
      before.unsaid += 1;
      return;
    }
    if (this.said.size >= MOST_REMEMBERED) this.said.clear();
    this.said.set(key, { at: now, unsaid: 0 });
    this.log(line, { cause, repeated: before?.unsaid ?? 0 });
  }
}
