import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresProblem, hasCode } from './problem.js';
import { closeServer, listenAt, someoneListens } from './sockets.js';

/** A held lock; it also ends by itself when the process dies, however it dies. */
export interface FolderLock {
  release(): Promise<void>;
}

/** How long a later app may take to see that it is the later one and to withdraw; one that stays is the holder. */
const withdrawalMs = 2000;

/**
 * Takes the data folder for this process alone. The lock is a listening socket in the folder: the kernel closes it
 * with the process, so a left-over file is told from a living holder (also one in another container) by connecting.
 *
 * Every app shows a socket under a name never used before, and only then looks for others: of two apps at least one
 * sees the other. Whoever sees an earlier one gives way; a later one is given time to do so. A dead socket stays
 * dead, so removing it can never take the lock from somebody.
 * @throws EmbeddedPostgresProblem when another app holds the folder
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    return await lockIn(folder, folder);
  } catch (error) {
    // Some shared folders of virtual machines cannot hold sockets.
    if (!hasCode(error, 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL')) throw error;
    const substitute = join(tmpdir(), `bangfu-lock-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
    mkdirSync(substitute, { recursive: true, mode: 0o700 });
    return await lockIn(substitute, folder);
  }
}

async function lockIn(socketFolder: string, shownFolder: string): Promise<FolderLock> {
  const age = Date.now().toString(36).padStart(10, '0');
  const path = join(socketFolder, `app-${age}-${randomBytes(6).toString('hex')}-${process.pid}.lock`);
  const server = await show(path);
  const release = async (): Promise<void> => {
    rmSync(path, { force: true });
    await closeServer(server);
  };
  try {
    await outwaitOthers(socketFolder, basename(path), shownFolder);
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The socket gets its name once it listens, so that no one can take it for a dead one in between. */
async function show(path: string): ReturnType<typeof listenAt> {
  const server = await listenAt(`${path}.new`);
  chmodSync(`${path}.new`, 0o666); // the folder's own mode guards it; a later start by another account must be able to ask
  renameSync(`${path}.new`, path);
  server.unref();
  return server;
}

/** Resolves when no other app shows a living socket. */
async function outwaitOthers(socketFolder: string, own: string, shownFolder: string): Promise<void> {
  for (const end = Date.now() + withdrawalMs; ; await delay(20)) {
    const living: string[] = [];
    for (const name of readdirSync(socketFolder).filter((entry) => /^app-.*\.lock$/.test(entry) && entry !== own)) {
      if (await someoneListens(join(socketFolder, name))) living.push(name);
      else rmSync(join(socketFolder, name), { force: true });
    }
    if (living.length === 0) return;
    const holder = living.find((name) => name < own) ?? (Date.now() > end ? living[0] : undefined);
    if (holder !== undefined) throw heldBy(shownFolder, /-(\d+)\.lock$/.exec(holder)?.[1] ?? '?');
  }
}

function heldBy(folder: string, holder: string): EmbeddedPostgresProblem {
  return new EmbeddedPostgresProblem(
    `Another app (process ${holder}) is already running on the data folder ${folder}. Stop it, or start this one with a data folder of its own.`,
    `另一个程序（进程 ${holder}）正在使用数据文件夹 ${folder}。请先停止它，或为本程序指定另一个数据文件夹。`,
  );
}
