import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresProblem, hasCode } from './problem.js';
import { serves, signal, strayBackends, waitUntilGone } from './processes.js';

/** PostgreSQL's own lock file: who wrote it and how far the server has come (`starting`, `ready`, …). */
export interface ServerFile {
  readonly pid: number;
  readonly status: string;
}

/** Reads `postmaster.pid` of a cluster; null when there is none or it is not yet written. */
export function readServerFile(cluster: string): ServerFile | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number.parseInt(lines[0] ?? '', 10);
    return pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : null;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Stops a server of this cluster that an earlier app left behind. To be called only under the folder's lock,
 * which proves that no living app owns it.
 * @returns the number in a lock file that no server of this cluster stands behind, which PostgreSQL must be told to
 *   ignore (another process may have it by now); null when there is none
 * @throws EmbeddedPostgresProblem when the server does not stop
 */
export async function stopLeftover(cluster: string, log: (line: string) => void): Promise<number | null> {
  const file = readServerFile(cluster);
  if (file === null) return null;
  if (await serves(file.pid, cluster)) {
    log(`Stopping the server that an earlier start left behind (process ${file.pid}) / 正在停止上次遗留的数据库进程 ${file.pid}`);
    signal(file.pid, 'SIGINT');
    if (!(await waitUntilGone(file.pid, cluster, 30_000))) signal(file.pid, 'SIGQUIT');
    if (!(await waitUntilGone(file.pid, cluster, 10_000))) {
      throw new EmbeddedPostgresProblem(
        `A PostgreSQL server left behind by an earlier start does not stop. End process ${file.pid} and start again.`,
        `上次遗留的 PostgreSQL 进程无法停止。请结束进程 ${file.pid} 后重新启动。`,
      );
    }
  }
  return readServerFile(cluster)?.pid ?? null;
}

/** Ends server processes whose postmaster was killed: they hold the shared memory and would bar the next start. */
export function endStrayBackends(cluster: string): void {
  for (const pid of strayBackends(cluster)) signal(pid, 'SIGQUIT');
}
