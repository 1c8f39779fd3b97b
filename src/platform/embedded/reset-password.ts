import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from './child-environment.js';
import { clusterFolder, type ClusterSetting, superuser } from './cluster.js';
import { EmbeddedPostgresProblem } from './problem.js';

/**
 * Gives the superuser a new password while the server is down, for a data folder whose password file was lost.
 * @param password without quotes
 * @throws EmbeddedPostgresProblem when PostgreSQL's single-user mode fails
 */
export async function resetPassword(setting: ClusterSetting, password: string, ignoredPid: number | null): Promise<void> {
  setting.log('The password file was missing, so a new password is set / 密码文件缺失，正在设置新密码');
  const environment = childEnvironment(ignoredPid === null ? {} : { PG_GRANDPARENT_PID: String(ignoredPid) });
  const options = ['--single', '-D', clusterFolder(setting.place), '-c', 'log_min_messages=fatal', '-c', 'log_min_error_statement=panic', 'postgres'];
  const child = spawn(join(setting.native, 'bin', 'postgres'), options, { ...setting.account.identity, cwd: '/', env: environment, stdio: ['pipe', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (part) => (words += String(part)));
  child.stdin.end(`ALTER ROLE ${superuser} PASSWORD '${password}';\n`);
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0 && !/ERROR|FATAL|PANIC/.test(words)) return;
  throw new EmbeddedPostgresProblem(
    'The password file of the embedded PostgreSQL is missing and a new password could not be set. Put the file "postgres.password" back into the data folder.',
    '内置 PostgreSQL 的密码文件缺失，且无法设置新密码。请把 postgres.password 放回数据文件夹。',
    words,
  );
}
