import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const program = resolve(import.meta.dirname, '../../dist/src/main.js');

/** The compiled server in a process of its own, which can be killed and started again on the same port. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  /** Everything the server has printed. */
  output = '';

  private constructor(
    readonly port: number,
    private readonly variables: Record<string, string>,
  ) {}

  static async on(variables: Record<string, string>): Promise<ServerProcess> {
    if (!existsSync(program)) throw new Error('dist/ is missing: run `npm test`, which compiles first');
    return new ServerProcess(await freePort(), variables);
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the server and waits until it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env['PATH'] ?? '', ...this.variables, PORT: String(this.port) }, stdio: ['ignore', 'pipe', 'pipe'], cwd: join(program, '../../..'),
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    for (const end = Date.now() + 30_000; Date.now() < end; await delay(50)) {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.output}`);
      const ready = await fetch(`${this.address}/health/ready`).catch(() => undefined);
      if (ready?.ok) return;
    }
    throw new Error(`the server is not ready: ${this.output}`);
  }

  /** Kills the server as a power failure would, and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
