/**
 * The one source of business time. `now` and `today` are business time (in the demo they start in 2011,
 * in tests they are set); `realNow` is the wall clock, for technical deadlines such as sessions and leases.
 */
export abstract class Clock {
  /** The business instant. */
  abstract now(): Date;
  /** The wall clock. */
  abstract realNow(): Date;
  /** The business date in the office's zone, `YYYY-MM-DD`. */
  today(): string {
    return officeDate(this.now());
  }
}

const officeFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit',
});

/** The calendar date of an instant in the office's zone (Asia/Shanghai), `YYYY-MM-DD`. */
export function officeDate(instant: Date): string {
  return officeFormat.format(instant);
}
