import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './problem.js';

const longestSocketPath = 100;

/** Listens on a new socket file; whoever connects is hung up on. */
export function listenAt(path: string): Promise<Server> {
  return withShortPath(path, (short) => new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).destroy());
    server.once('error', reject);
    server.listen({ path: short, exclusive: true }, () => resolve(server));
  }));
}

/** Whether a living process listens on the socket file. The kernel answers, even for a process that is busy or halted. */
export function someoneListens(path: string): Promise<boolean> {
  return withShortPath(path, (short) => new Promise((resolve, reject) => {
    const socket = connect(short, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', (error) => {
      if (hasCode(error, 'ECONNREFUSED', 'ENOENT')) resolve(false);
      else if (hasCode(error, 'EAGAIN', 'ECONNRESET', 'EPIPE')) resolve(true);
      else reject(error);
    });
  }));
}

/** Stops listening. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Socket paths are limited to about 100 bytes; a longer one is reached through a short link for the moment of the call. */
async function withShortPath<T>(path: string, use: (short: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= longestSocketPath) return use(path);
  const bridge = mkdtempSync(join(tmpdir(), 'bf-'));
  try {
    symlinkSync(dirname(path), join(bridge, 'd'));
    return await use(join(bridge, 'd', basename(path)));
  } finally {
    rmSync(bridge, { recursive: true, force: true });
  }
}
