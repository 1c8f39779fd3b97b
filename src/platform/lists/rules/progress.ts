/** How far a checking or applying import is, as people see it. */
export interface ImportProgress {
  /** When this phase began, wall clock, ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly rowsDone: number;
  readonly rowsGood: number;
  readonly rowsRefused: number;
  readonly rowsPerSecond: number;
  /** Null while nothing can be said yet. */
  readonly secondsLeft: number | null;
}

/** What is done of a phase. `fraction` is how much of the whole that is, 0 to 1. */
export interface WorkDone {
  readonly rows: number;
  readonly good: number;
  readonly refused: number;
  readonly fraction: number;
}

/** @param startedAt when the phase began, wall clock @param now the wall clock */
export function progressOf(done: WorkDone, startedAt: Date, now: Date): ImportProgress {
  const seconds = Math.max((now.getTime() - startedAt.getTime()) / 1000, 0.001);
  const fraction = Math.min(Math.max(done.fraction, 0), 1);
  return {
    startedAt: startedAt.toISOString(), rowsDone: done.rows, rowsGood: done.good, rowsRefused: done.refused,
    rowsPerSecond: Math.round(done.rows / seconds),
    secondsLeft: fraction > 0 ? Math.ceil((seconds / fraction) * (1 - fraction)) : null,
  };
}
