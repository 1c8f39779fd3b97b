import { Clock, officeDate } from '../../src/kernel/clock.js';

/** A clock that a test sets. Business time stands still; the wall clock runs, moved by `skipSeconds`. */
export class TestClock extends Clock {
  private skippedMs = 0;

  constructor(private business: Date = new Date('2011-01-04T01:00:00Z')) {
    super();
  }

  now(): Date {
    return this.business;
  }

  realNow(): Date {
    return new Date(Date.now() + this.skippedMs);
  }

  /** Sets business time: a date is taken as 09:00 in the office. */
  set(instant: string): void {
    this.business = new Date(instant.length === 10 ? `${instant}T01:00:00Z` : instant);
  }

  advanceDays(days: number): void {
    this.business = new Date(this.business.getTime() + days * 86_400_000);
  }

  /** Moves the wall clock, for the ends of sessions and leases. */
  skipSeconds(seconds: number): void {
    this.skippedMs += seconds * 1000;
  }

  dateIn(days: number): string {
    return officeDate(new Date(this.business.getTime() + days * 86_400_000));
  }
}
