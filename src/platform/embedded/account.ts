import { readFileSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from './machine.js';

/** The operating-system account the server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** For `spawn`: empty, or the account to change to. */
  readonly identity: { uid?: number; gid?: number };
}

/**
 * Chooses the account: this process's own, or as root the owner of the cluster that exists,
 * else `postgres`, else `nobody`.
 * @param clusters folders where a cluster may already lie
 */
export function chooseAccount(machine: Machine, clusters: readonly string[]): Account {
  if (!machine.isRoot) {
    return { name: 'this account', uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1, identity: {} };
  }
  const owner = clusters.map((folder) => statSync(folder, { throwIfNoEntry: false })).find((stats) => stats && stats.uid !== 0);
  if (owner) return switched(`account ${owner.uid}`, owner.uid, owner.gid);
  const known = readAccounts(machine.passwdFile);
  return known.get('postgres') ?? known.get('nobody') ?? switched('account 65534', 65534, 65534);
}

function switched(name: string, uid: number, gid: number): Account {
  return { name, uid, gid, identity: { uid, gid } };
}

function readAccounts(passwdFile: string): Map<string, Account> {
  const accounts = new Map<string, Account>();
  let lines: string[] = [];
  try {
    lines = readFileSync(passwdFile, 'utf8').split('\n');
  } catch {
    // A system without the file has no named accounts; the caller then uses the usual number of `nobody`.
  }
  for (const line of lines) {
    const [name, , uid, gid] = line.split(':');
    if (name && Number(uid) > 0 && Number(gid) > 0) accounts.set(name, switched(name, Number(uid), Number(gid)));
  }
  return accounts;
}

/**
 * Whether the mode bits give the account these rights on one file or folder (its parents are not looked at).
 * @param rights octal digit: 4 read, 1 enter or execute
 */
export function allows(stats: Stats, account: Account, rights: number): boolean {
  const digit = stats.uid === account.uid ? stats.mode >> 6 : stats.gid === account.gid ? stats.mode >> 3 : stats.mode;
  return (digit & rights) === rights;
}

/** The highest folder on the way to `folder`, itself included, that the account may not enter; null when the way is free. */
export function closedFolder(folder: string, account: Account): string | null {
  const parent = dirname(folder);
  const above = parent === folder ? null : closedFolder(parent, account);
  return above ?? (allows(statSync(folder), account, 1) ? null : folder);
}
