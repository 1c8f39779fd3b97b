import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { QueueOptions } from '../../src/platform/queue/queue-options.js';

/** A running `queue-process.ts` and the lines it printed. */
export interface QueueProcess {
  readonly lines: string[];
  readonly process: ChildProcess;
  /** Ends with SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

export function startQueueProcess(
  options: QueueOptions,
  role: 'hang' | 'tick' | 'leave',
): QueueProcess {
  const here = import.meta.dirname;
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(here, 'register-typescript.mjs'),
      join(here, 'queue-process.ts'),
      JSON.stringify(options),
      role,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter((line) => line !== ''));
  });
  return {
    lines,
    process: child,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
