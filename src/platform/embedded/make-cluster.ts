import { execFile } from 'node:child_process';
import { chownSync, closeSync, existsSync, fsyncSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './child-environment.js';
import { clusterFolder, type ClusterSetting, superuser } from './cluster.js';
import { EmbeddedPostgresProblem } from './problem.js';

const run = promisify(execFile);

/**
 * Makes an empty cluster. It is made beside and renamed, so that one cut short is never used.
 * @throws EmbeddedPostgresProblem when PostgreSQL's program fails, or something else lies in the cluster's folder
 */
export async function makeCluster(setting: ClusterSetting, password: string): Promise<void> {
  const cluster = clusterFolder(setting.place);
  removeUnfinished(setting.place);
  if (existsSync(cluster) && readdirSync(cluster).length > 0) {
    throw new EmbeddedPostgresProblem(
      `The folder ${cluster} is not a PostgreSQL database, yet not empty. Move it away and start again.`,
      `文件夹 ${cluster} 不是 PostgreSQL 数据库，但又不为空。请把它移走后重新启动。`,
    );
  }
  setting.log(`Making an empty database in ${cluster} / 正在 ${cluster} 创建空数据库`);
  const workshop = mkdtempSync(join(setting.place, 'postgres.new-'));
  try {
    const made = await initialize(setting, workshop, password);
    if (existsSync(cluster)) rmSync(cluster, { recursive: true });
    renameSync(made, cluster);
    syncFolder(setting.place);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

async function initialize(setting: ClusterSetting, workshop: string, password: string): Promise<string> {
  const { account } = setting;
  const passwordFile = join(workshop, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.identity.uid !== undefined) for (const path of [workshop, passwordFile]) chownSync(path, account.uid, account.gid);
  let reason = '';
  // The C library's locale decides what a letter is for pg_trgm: under plain "C" Chinese words would have no trigrams.
  for (const locale of ['C.UTF-8', 'en_US.UTF-8']) {
    const made = join(workshop, `cluster-${locale}`);
    const options = [
      '--pgdata', made, '--username', superuser, '--pwfile', passwordFile, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--locale=${locale}`, '--lc-messages=C', '--set', 'timezone=UTC', '--no-instructions',
    ];
    try {
      await run(join(setting.native, 'bin', 'initdb'), options, { ...account.identity, cwd: '/', env: childEnvironment() });
      return made;
    } catch (error) {
      reason = wordsOf(error);
      if (!/locale/i.test(reason)) break;
    }
  }
  throw new EmbeddedPostgresProblem(
    `The database could not be made in ${setting.place}. Look for a full disk or missing rights in the words below, and start again.`,
    `无法在 ${setting.place} 创建数据库。请根据下面的提示检查磁盘空间和权限，然后重新启动。`,
    reason,
  );
}

/** Makes the renaming last through a power cut. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeUnfinished(place: string): void {
  for (const name of readdirSync(place)) {
    if (name.startsWith('postgres.new-')) rmSync(join(place, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error && 'stderr' in error ? String(error.stderr) || error.message : String(error);
}
