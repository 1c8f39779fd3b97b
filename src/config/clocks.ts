import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from '../kernel/clock.js';

/** Business time is the wall clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  realNow(): Date {
    return new Date();
  }
}

/** 2011-01-04 09:00 in the office: the first working day of the story. */
const DEMO_START = Date.parse('2011-01-04T01:00:00Z');

/**
 * The clock of the demo: it starts in January 2011, runs on with real time, and can be moved forward, never back.
 * Its distance from the wall clock is kept in the data folder.
 */
export class DemoClock extends Clock {
  private readonly file: string;
  private distanceMs: number;

  constructor(dataFolder: string) {
    super();
    this.file = join(dataFolder, 'demo-clock.json');
    this.distanceMs = this.kept() ?? DEMO_START - Date.now();
    this.keep();
  }

  now(): Date {
    return new Date(Date.now() + this.distanceMs);
  }

  realNow(): Date {
    return new Date();
  }

  /** Moves business time to a later instant. @returns false, and nothing moves, when the instant is not later */
  moveTo(instant: Date): boolean {
    const distanceMs = instant.getTime() - Date.now();
    if (!(distanceMs > this.distanceMs)) return false;
    this.distanceMs = distanceMs;
    this.keep();
    return true;
  }

  private kept(): number | undefined {
    try {
      return (JSON.parse(readFileSync(this.file, 'utf8')) as { distanceMs: number }).distanceMs;
    } catch {
      return undefined;
    }
  }

  private keep(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify({ distanceMs: this.distanceMs }));
    renameSync(`${this.file}.new`, this.file);
  }
}
