import { type ChildProcess, spawn } from 'node:child_process';
import type { Account } from './account.js';
import { childEnvironment } from './child-environment.js';

/**
 * The program of the supervisor: a process in a session of its own that starts PostgreSQL and holds the reading end
 * of a pipe to the app. The kernel closes the pipe with the app, however it dies, and the supervisor then stops the
 * server. It is text, handed to `node -e`, so that it runs the same from sources and from compiled code.
 */
const program = `
const { spawn } = require('node:child_process');
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});
const order = JSON.parse(process.argv[1]);
const server = spawn(order.command, order.args, { ...order.identity, cwd: '/', env: order.env, stdio: ['ignore', 2, 2] });
server.on('error', (error) => { process.stderr.write(error.message + '\\n', () => process.exit(1)); });
process.stdout.on('error', () => {});
if (server.pid) process.stdout.write(server.pid + '\\n');
let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  server.kill('SIGINT');
  setTimeout(() => server.kill('SIGQUIT'), order.patienceMs);
}
process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
server.on('exit', (code) => process.exit(code ?? 1));
`;

/** How long a fast shutdown may take before the server is told to stop at once (it then recovers at the next start). */
const patienceMs = 60_000;

/** A running supervisor. */
export interface Supervisor {
  /** The process id of PostgreSQL; null when it could not be started. */
  readonly serverPid: Promise<number | null>;
  /** Resolves when the supervisor has ended, which it does after the server. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Lets the app's process end by itself while the server runs (which then goes down with it). */
  letGo(): void;
  /** Closes the pipe: the server shuts down, breaking off open connections. */
  stop(): void;
}

/**
 * Starts PostgreSQL under a supervisor.
 * @param logDescriptor open file that takes the output of both
 * @param ignoredPid see `stopLeftover`; null for none
 */
export function supervise(command: string, args: readonly string[], account: Account, logDescriptor: number, ignoredPid: number | null): Supervisor {
  // PostgreSQL takes a process of this number for the one that called it, not for another server of the cluster.
  const env = childEnvironment(ignoredPid === null ? {} : { PG_GRANDPARENT_PID: String(ignoredPid) });
  const order = { command, args, identity: account.identity, env, patienceMs };
  const child = spawn(process.execPath, ['-e', program, JSON.stringify(order)], {
    cwd: '/', env: childEnvironment(), detached: true, stdio: ['pipe', 'pipe', logDescriptor],
  });
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  child.stdin?.on('error', () => child.stdin?.destroy());
  const letGo = (): void => {
    child.unref();
    unrefStream(child.stdin);
  };
  const stop = (): void => {
    child.ref(); // whoever stops the server waits for it
    child.stdin?.end();
  };
  return { serverPid: readPid(child), ended, hasEnded: () => over, letGo, stop };
}

function readPid(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += String(part);
      if (!text.includes('\n')) return;
      resolve(Number(text));
      child.stdout?.destroy();
    });
    child.stdout?.once('close', () => resolve(null));
    child.once('error', () => resolve(null));
  });
}

function unrefStream(stream: unknown): void {
  if (typeof stream === 'object' && stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}
