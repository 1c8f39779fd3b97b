import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterFolder, type ClusterSetting } from './cluster.js';
import { readServerFile } from './leftovers.js';
import { EmbeddedPostgresProblem } from './problem.js';
import { serves, signal, waitUntilGone } from './processes.js';
import { settingArguments } from './settings.js';
import { type Supervisor, supervise } from './supervisor.js';

const largestLogBytes = 10_000_000;
/** Recovery after a crash replays the log of changes, which can take minutes. */
const startPatienceMs = 600_000;

/** A server that accepts connections. */
export interface RunningServer {
  readonly pid: number;
  /** Resolves when the supervisor has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Why a server did not come up: PostgreSQL's words. */
export interface FailedStart {
  readonly words: string;
}

/**
 * Starts the server once and waits until it is ready.
 * @param logFile takes PostgreSQL's own log; one that has grown over 10 MB is put aside as `.1`
 * @param ignoredPid see `stopLeftover`
 */
export async function startServer(
  setting: ClusterSetting, port: number, settings: Readonly<Record<string, string>>, logFile: string, ignoredPid: number | null,
): Promise<RunningServer | FailedStart> {
  const cluster = clusterFolder(setting.place);
  const args = ['-D', cluster, ...settingArguments(port, settings)];
  const { descriptor, start } = openLog(logFile);
  let supervisor: Supervisor;
  try {
    supervisor = supervise(join(setting.native, 'bin', 'postgres'), args, setting.account, descriptor, ignoredPid);
  } finally {
    closeSync(descriptor);
  }
  const pid = await supervisor.serverPid;
  if (pid !== null && (await becomesReady(pid, cluster, supervisor, setting.log))) {
    supervisor.letGo();
    return { pid, ended: supervisor.ended, stop: () => stopServer(pid, cluster, supervisor) };
  }
  supervisor.stop();
  await supervisor.ended;
  return { words: readFileSync(logFile).subarray(start).toString().trim().split('\n').slice(-15).join('\n') };
}

function openLog(logFile: string): { descriptor: number; start: number } {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLogBytes) renameSync(logFile, `${logFile}.1`);
  return { descriptor: openSync(logFile, 'a', 0o600), start: size > largestLogBytes ? 0 : size };
}

/** PostgreSQL writes `ready` into its lock file when it accepts connections. */
async function becomesReady(pid: number, cluster: string, supervisor: Supervisor, log: (line: string) => void): Promise<boolean> {
  const begin = Date.now();
  let lastLine = begin;
  while (!supervisor.hasEnded() && Date.now() - begin < startPatienceMs) {
    const file = readServerFile(cluster);
    if (file?.pid === pid && file.status === 'ready') return true;
    if (Date.now() - lastLine > 5000) {
      lastLine = Date.now();
      log('PostgreSQL is still starting; after a crash it first recovers its data / PostgreSQL 仍在启动；异常退出后会先恢复数据');
    }
    await delay(10);
  }
  return false;
}

/** Shuts down and waits. If the supervisor itself was killed, the server is stopped directly. */
async function stopServer(pid: number, cluster: string, supervisor: Supervisor): Promise<void> {
  supervisor.stop();
  await supervisor.ended;
  if (!(await serves(pid, cluster))) return;
  signal(pid, 'SIGINT');
  if (await waitUntilGone(pid, cluster, 60_000)) return;
  signal(pid, 'SIGQUIT');
  if (await waitUntilGone(pid, cluster, 10_000)) return;
  throw new EmbeddedPostgresProblem(`The embedded PostgreSQL does not stop. End process ${pid}.`, `内置 PostgreSQL 无法停止。请结束进程 ${pid}。`);
}
