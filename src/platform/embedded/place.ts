import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, closedFolder } from './account.js';
import type { Machine } from './machine.js';
import { EmbeddedPostgresProblem, hasCode } from './problem.js';

const recordName = 'postgres.location';
const ownerName = 'data-folder';

/** The place recorded in a data folder whose cluster had to go elsewhere; null when there is none. */
export function recordedPlace(dataFolder: string): string | null {
  return readLine(join(dataFolder, recordName));
}

/**
 * The folder that holds the cluster and the staged binaries: the data folder itself, or, when the server's
 * account cannot reach that, a folder of its own under a persistent root, recorded in the data folder.
 * @throws EmbeddedPostgresProblem when no place can be used or the recorded one is not this folder's
 */
export function choosePlace(machine: Machine, dataFolder: string, account: Account, log: (line: string) => void): string {
  const recorded = recordedPlace(dataFolder);
  if (recorded !== null) return followRecord(dataFolder, recorded, account);
  if (!machine.isRoot) return dataFolder;
  openDoor(dataFolder, account);
  const closed = closedFolder(dataFolder, account);
  if (closed === null) return dataFolder;
  if (existsSync(join(dataFolder, 'postgres', 'PG_VERSION'))) {
    throw new EmbeddedPostgresProblem(
      `The database in ${dataFolder} cannot be reached by ${account.name}, because ${closed} is closed to it. Run "chmod o+x ${closed}" and start again.`,
      `${account.name} 无法进入 ${closed}，因此不能打开 ${dataFolder} 中的数据库。请运行 chmod o+x ${closed} 后重新启动。`,
    );
  }
  const place = makePlace(machine, dataFolder, account, closed);
  writeFileSync(join(dataFolder, recordName), `${place}\n`, { mode: 0o600 });
  log(`${account.name} cannot enter ${closed}, so the database is kept in ${place} / ${account.name} 无法进入 ${closed}，数据库改存于 ${place}`);
  return place;
}

/** Lets the account's group pass through (not list) a folder that is root's alone; a folder with other rights is left as it is. */
function openDoor(folder: string, account: Account): void {
  const stats = statSync(folder);
  const mode = stats.mode & 0o777;
  if (stats.uid !== 0 || !(mode === 0o700 || (mode === 0o710 && stats.gid !== account.gid))) return;
  chownSync(folder, 0, account.gid);
  chmodSync(folder, 0o710);
}

function followRecord(dataFolder: string, place: string, account: Account): string {
  const owner = readLine(join(place, ownerName));
  if (owner !== null) openDoor(place, account);
  if (owner === dataFolder) return place;
  if (owner === null) {
    throw new EmbeddedPostgresProblem(
      `The database of ${dataFolder} is kept in ${place}, which is missing or closed to this account. Start as root, or put it back; to begin with an empty database delete ${join(dataFolder, recordName)}.`,
      `${dataFolder} 的数据库存于 ${place}，但该处不存在或当前账户不能读取。请以 root 启动或恢复该文件夹；如要从空库开始，请删除 ${join(dataFolder, recordName)}。`,
    );
  }
  if (readLine(join(owner, recordName)) === place) {
    throw new EmbeddedPostgresProblem(
      `${dataFolder} is a copy of ${owner}, whose database is kept in ${place}. To begin with an empty database here, delete ${join(dataFolder, recordName)}.`,
      `${dataFolder} 是 ${owner} 的副本，后者的数据库存于 ${place}。如要在此从空库开始，请删除 ${join(dataFolder, recordName)}。`,
    );
  }
  // The data folder was moved: its old path holds no such record any more.
  writeFileSync(join(place, ownerName), `${dataFolder}\n`);
  return place;
}

function makePlace(machine: Machine, dataFolder: string, account: Account, closed: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  for (const root of machine.persistentRoots) {
    if (!existsSync(root) || closedFolder(realpathSync(root), account) !== null) continue;
    try {
      const house = join(realpathSync(root), 'bangfu-postgres');
      if (!existsSync(house)) mkdirSync(house);
      chmodSync(house, 0o711);
      return makeNumbered(join(house, name), dataFolder, account);
    } catch (error) {
      if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC', 'EEXIST')) throw error;
    }
  }
  throw new EmbeddedPostgresProblem(
    `${account.name} cannot enter ${closed}, and none of ${machine.persistentRoots.join(', ')} can be written. Run "chmod o+x ${closed}", or set DATABASE_URL to a PostgreSQL server.`,
    `${account.name} 无法进入 ${closed}，而 ${machine.persistentRoots.join('、')} 都不可写。请运行 chmod o+x ${closed}，或把 DATABASE_URL 设为一个 PostgreSQL 服务器。`,
  );
}

/** An older place of the same path is never taken over: its data folder was deleted on purpose, and its password with it. */
function makeNumbered(path: string, dataFolder: string, account: Account): string {
  for (let number = 1; ; number += 1) {
    const place = number === 1 ? path : `${path}-${number}`;
    try {
      mkdirSync(place, { mode: 0o700 });
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue;
      throw error;
    }
    writeFileSync(join(place, ownerName), `${dataFolder}\n`, { mode: 0o600 });
    openDoor(place, account);
    return place;
  }
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES', 'ENOTDIR')) return null;
    throw error;
  }
}
