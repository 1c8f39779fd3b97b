import { Injectable } from '@nestjs/common';
import { Refused } from '../../kernel/refusals.js';

/** Something without which the process can not serve: the database, the queue, the file store. */
export interface ReadinessCheck {
  /** A short technical name, shown to the caller when the check fails. */
  readonly name: string;
  /** Resolves when all is well; rejects, with whatever, when not. */
  check(): Promise<void>;
}

const LONGEST_CHECK_MS = 2_000;

/** Where each part says, at start-up, what must be well before requests are welcome. */
@Injectable()
export class ReadinessRegistry {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** @throws Error when a check of that name is registered already */
  register(check: ReadinessCheck): void {
    if (this.checks.has(check.name)) throw new Error(`Readiness check ${check.name} is registered twice`);
    this.checks.set(check.name, check);
  }

  /**
   * Runs every check at once, two seconds at most.
   * @returns the names of what was checked
   * @throws Refused `server.not_ready` with the names of what is not well
   */
  async checkOrThrow(): Promise<string[]> {
    const checks = [...this.checks.values()];
    const passed = await Promise.all(checks.map(passes));
    const notReady = checks.filter((_check, index) => !passed[index]).map(({ name }) => name);
    if (notReady.length > 0) throw new Refused('server.not_ready', { notReady });
    return checks.map(({ name }) => name);
  }
}

async function passes(check: ReadinessCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), LONGEST_CHECK_MS); });
  const run = Promise.resolve().then(() => check.check()).then(() => true, () => false);
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
