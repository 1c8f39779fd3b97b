import { execFile } from 'node:child_process';
import { chmodSync, lchownSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.js';
import { childEnvironment } from './child-environment.js';
import { EmbeddedPostgresProblem } from './problem.js';

const run = promisify(execFile);

export const superuser = 'postgres';

/** Everything the cluster is made and opened with. */
export interface ClusterSetting {
  /** The folder that holds the cluster, as `postgres`. */
  readonly place: string;
  /** The runnable `native` folder. */
  readonly native: string;
  readonly account: Account;
  readonly log: (line: string) => void;
}

/** The cluster's folder. */
export function clusterFolder(place: string): string {
  return join(place, 'postgres');
}

/** Whether a cluster lies in the place. */
export function clusterExists(place: string): boolean {
  return existsSync(join(clusterFolder(place), 'PG_VERSION'));
}

/**
 * Refuses a cluster of another account, which this one could not even read.
 * @throws EmbeddedPostgresProblem unless this process is root or owns the cluster
 */
export function checkOwner(account: Account, place: string): void {
  const cluster = clusterFolder(place);
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid ?? account.uid;
  if (owner === account.uid || account.identity.uid !== undefined) return;
  throw new EmbeddedPostgresProblem(
    `The database in ${cluster} belongs to account ${owner}. Start with that account or as root, or give it to this account with "chown -R".`,
    `${cluster} 中的数据库属于账户 ${owner}。请用该账户或 root 启动，或用 chown -R 把它交给当前账户。`,
  );
}

/**
 * Checks the version of the cluster that is there and sets its owner and mode right.
 * @throws EmbeddedPostgresProblem when the installed programs are of another version
 */
export async function openCluster(setting: ClusterSetting): Promise<void> {
  const cluster = clusterFolder(setting.place);
  await checkVersion(setting, cluster);
  giveTo(setting.account, cluster);
}

async function checkVersion(setting: ClusterSetting, cluster: string): Promise<void> {
  const kept = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const { stdout } = await run(join(setting.native, 'bin', 'postgres'), ['--version'], { ...setting.account.identity, cwd: '/', env: childEnvironment() });
  const installed = /(\d+)/.exec(stdout)?.[1] ?? '';
  if (kept === installed) return;
  throw new EmbeddedPostgresProblem(
    `The database in ${cluster} is of PostgreSQL ${kept}, the installed programs are of ${installed}. Install the package of version ${kept}, or export the data with it and import it into an empty database.`,
    `${cluster} 中的数据库属于 PostgreSQL ${kept}，而已安装的程序是 ${installed}。请安装 ${kept} 版软件包，或先用它导出数据再导入空库。`,
  );
}

/** As root: a cluster copied or restored by root is given back to the account. Its folder must be private, or PostgreSQL refuses it. */
function giveTo(account: Account, cluster: string): void {
  const stats = statSync(cluster);
  if (stats.uid !== account.uid) {
    for (const path of ['.', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })]) lchownSync(join(cluster, path), account.uid, account.gid);
  }
  if ((stats.mode & 0o777) !== 0o700) chmodSync(cluster, 0o700);
}
