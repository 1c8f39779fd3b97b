import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chooseAccount } from './account.js';
import { prepareBinaries } from './binaries.js';
import { checkOwner, clusterExists, clusterFolder, type ClusterSetting, openCluster, superuser } from './cluster.js';
import { openDataFolder } from './data-folder.js';
import { endStrayBackends, stopLeftover } from './leftovers.js';
import { type FolderLock, lockFolder } from './lock.js';
import { makeCluster } from './make-cluster.js';
import { type Machine, thisMachine } from './machine.js';
import { keepPassword, keptPassword, makePassword } from './password.js';
import { choosePlace, recordedPlace } from './place.js';
import { choosePort, loopback } from './port.js';
import { EmbeddedPostgresProblem } from './problem.js';
import { resetPassword } from './reset-password.js';
import { type RunningServer, startServer } from './server.js';
import { settingArguments } from './settings.js';

/** A PostgreSQL server that this process started and that goes down with it. */
export interface EmbeddedPostgres {
  host: string;
  port: number;
  superuser: string;
  password: string;
  /** postgres:// URL of a database of this server, as owner. */
  url(database: string): string;
  /** Shuts the server down (open connections are broken off) and waits for it. May be called twice. */
  stop(): Promise<void>;
  readonly pid: number;
}

/** How to start. */
export interface EmbeddedPostgresOptions {
  /** Holds the cluster (as `postgres`), its password, port and log. Created with mode 700. */
  dataFolder: string;
  /** A loopback port; by default a free one, kept in the data folder so that it stays the same while it is free. */
  port?: number;
  /** Settings of PostgreSQL by its own names; those of address and durability cannot be changed. */
  settings?: Record<string, string>;
  /** Takes what the launcher has to say. */
  log?: (line: string) => void;
  /** Called when the server ends without having been stopped. */
  onLost?: () => void;
}

/**
 * Starts the PostgreSQL of the data folder, making it at the first start.
 * @throws EmbeddedPostgresProblem with sentences in English and Chinese that say what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startOn(thisMachine(), options);
}

/** The same on a machine whose traits are given. */
export async function startOn(machine: Machine, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  settingArguments(options.port ?? 0, options.settings ?? {}); // a wrong setting is refused before anything is made
  const dataFolder = openDataFolder(options.dataFolder);
  const lock = await lockFolder(dataFolder);
  try {
    return await startLocked(machine, dataFolder, options, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startLocked(machine: Machine, dataFolder: string, options: EmbeddedPostgresOptions, lock: FolderLock): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const account = chooseAccount(machine, [recordedPlace(dataFolder) ?? dataFolder].map(clusterFolder));
  const place = choosePlace(machine, dataFolder, account, log);
  checkOwner(account, place);
  const ignoredPid = await stopLeftover(clusterFolder(place), log);
  const setting: ClusterSetting = { place, account, log, native: await prepareBinaries(machine, place, account, log) };
  const password = await openWithPassword(setting, dataFolder, ignoredPid);
  const { server, port } = await startWithPatience(setting, dataFolder, options);
  return handle(server, port, password, lock, { log, onLost: options.onLost ?? (() => undefined) });
}

/** The password is kept before a cluster is made with it, but after it replaces a lost one: a start cut short between the two heals. */
async function openWithPassword(setting: ClusterSetting, dataFolder: string, ignoredPid: number | null): Promise<string> {
  const kept = keptPassword(dataFolder);
  const password = kept ?? makePassword();
  if (clusterExists(setting.place)) {
    await openCluster(setting);
    if (kept === null) await resetPassword(setting, password, ignoredPid);
    if (kept === null) keepPassword(dataFolder, password);
    return password;
  }
  if (kept === null) keepPassword(dataFolder, password);
  await makeCluster(setting, password);
  return password;
}

/** Starts again when the port was snatched away, or when processes of a killed server were not yet gone. */
async function startWithPatience(
  setting: ClusterSetting, dataFolder: string, options: EmbeddedPostgresOptions,
): Promise<{ server: RunningServer; port: number }> {
  const logFile = join(dataFolder, 'postgres.log');
  for (const end = Date.now() + 30_000; ; await delay(200)) {
    const ignoredPid = await stopLeftover(clusterFolder(setting.place), setting.log);
    const port = await choosePort(dataFolder, options.port);
    const outcome = await startServer(setting, port, options.settings ?? {}, logFile, ignoredPid);
    if ('pid' in outcome) return { server: outcome, port };
    const inUse = /still in use|"postmaster\.pid" already exists/.test(outcome.words);
    if (inUse) endStrayBackends(clusterFolder(setting.place));
    if (Date.now() > end || !(inUse || /could not bind/.test(outcome.words))) throw notStarted(logFile, outcome.words);
  }
}

function notStarted(logFile: string, words: string): EmbeddedPostgresProblem {
  return new EmbeddedPostgresProblem(
    `The embedded PostgreSQL did not start. Its last words are below; more is in ${logFile}. Often the disk is full or a setting is wrong.`,
    `内置 PostgreSQL 未能启动。最后的输出见下，更多内容在 ${logFile}。常见原因是磁盘已满或设置有误。`,
    words,
  );
}

function handle(
  server: RunningServer, port: number, password: string, lock: FolderLock, tell: { log: (line: string) => void; onLost: () => void },
): EmbeddedPostgres {
  let stopped: Promise<void> | null = null;
  void server.ended.then(() => {
    if (stopped) return;
    tell.log('The embedded PostgreSQL ended by itself; start the app again / 内置 PostgreSQL 意外退出，请重新启动程序');
    tell.onLost();
  });
  return {
    host: loopback,
    port,
    superuser,
    password,
    pid: server.pid,
    url: (database) => `postgres://${superuser}:${password}@${loopback}:${port}/${encodeURIComponent(database)}`,
    stop: () => (stopped ??= server.stop().finally(() => lock.release())),
  };
}
