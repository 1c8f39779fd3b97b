import { execFile } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, allows, closedFolder } from './account.js';
import { childEnvironment } from './child-environment.js';
import type { Machine } from './machine.js';
import { listFiles, makeLinks } from './native-files.js';
import { EmbeddedPostgresProblem } from './problem.js';
import { stageBinaries } from './staging.js';

const run = promisify(execFile);

/**
 * The `native` folder whose programs the account can run: the installed package, or a staged copy of it
 * in the place when the account cannot reach that or links are missing that cannot be made there.
 * @throws EmbeddedPostgresProblem when the programs do not run on this system
 */
export async function prepareBinaries(machine: Machine, place: string, account: Account, log: (line: string) => void): Promise<string> {
  const installed = realpathSync(machine.nativeFolder);
  if (linksStand(installed) && (!machine.isRoot || readableBy(installed, account)) && (await failure(installed, account)) === null) {
    return installed;
  }
  const staged = stageBinaries(installed, place, log);
  const reason = await failure(staged, account);
  if (reason === null) return staged;
  throw new EmbeddedPostgresProblem(
    'The PostgreSQL programs do not run on this system (they need glibc, and a folder where programs may run). Set DATABASE_URL to a PostgreSQL server.',
    '内置的 PostgreSQL 程序不能在本系统运行（需要 glibc，且所在文件夹允许执行程序）。请把 DATABASE_URL 设为一个 PostgreSQL 服务器。',
    `${staged}: ${reason}`,
  );
}

function linksStand(nativeFolder: string): boolean {
  try {
    makeLinks(nativeFolder);
    return true;
  } catch {
    return false;
  }
}

function readableBy(nativeFolder: string, account: Account): boolean {
  if (closedFolder(nativeFolder, account) !== null) return false;
  const inner = ['bin', 'lib', 'lib/postgresql', 'share', 'share/postgresql'];
  return inner.every((folder) => allows(statSync(join(nativeFolder, folder)), account, 5))
    && listFiles(nativeFolder).every((file) => allows(file.stats, account, 4));
}

/** Runs the programs as the account would; null when they run, else the system's words. */
async function failure(nativeFolder: string, account: Account): Promise<string | null> {
  const options = { ...account.identity, cwd: '/', env: childEnvironment() };
  try {
    await Promise.all(['postgres', 'initdb'].map((name) => run(join(nativeFolder, 'bin', name), ['--version'], options)));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
