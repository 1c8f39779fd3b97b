import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The command line of a living process; empty for one that is gone, a zombie, or hidden from this account. */
async function commandLine(pid: number): Promise<string[]> {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const { stdout } = await run('/bin/ps', ['-o', 'command=', '-p', String(pid)]);
    return stdout.trim().split(' -D ').flatMap((part) => part.split(' -c ')).map((part) => part.trim());
  } catch {
    return [];
  }
}

/** Whether the process is a PostgreSQL server of this cluster, and not another process that got the same number. */
export async function serves(pid: number, cluster: string): Promise<boolean> {
  const [program = '', ...rest] = await commandLine(pid);
  return /(^|\/)postgres$/.test(program) && rest.includes(cluster);
}

/**
 * Waits until the server is gone.
 * @returns false when it still runs after `patienceMs`
 */
export async function waitUntilGone(pid: number, cluster: string, patienceMs: number): Promise<boolean> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(20)) {
    if (!(await serves(pid, cluster))) return true;
  }
  return !(await serves(pid, cluster));
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, or not ours: the caller looks whether the server still runs.
  }
}

/** Server processes that outlived their postmaster, found by their working folder (Linux only). */
export function strayBackends(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres:');
    } catch {
      return false;
    }
  });
}
