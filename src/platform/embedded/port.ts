import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EmbeddedPostgresProblem } from './problem.js';

export const loopback = '127.0.0.1';

/**
 * The port to listen on: the wanted one, else the one kept in the data folder (`postgres.port`) if it is free,
 * else a free one, which is kept.
 * @throws EmbeddedPostgresProblem when the wanted port is taken
 */
export async function choosePort(dataFolder: string, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if ((await listenOnce(wanted)) !== null) return wanted;
    throw new EmbeddedPostgresProblem(
      `Port ${wanted} is taken by another program. Stop that program or choose another port for the embedded PostgreSQL.`,
      `端口 ${wanted} 已被其他程序占用。请停止该程序，或为内置 PostgreSQL 另选端口。`,
    );
  }
  const kept = keptPort(dataFolder);
  if (kept !== null && (await listenOnce(kept)) !== null) return kept;
  const free = await listenOnce(0);
  if (free === null) throw new Error('No free port on the loopback address');
  writeFileSync(join(dataFolder, 'postgres.port'), `${free}\n`, { mode: 0o600 });
  return free;
}

function keptPort(dataFolder: string): number | null {
  try {
    const port = Number(readFileSync(join(dataFolder, 'postgres.port'), 'utf8'));
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}

/** Listens and stops at once; the port's number, or null when it is taken. */
function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: loopback, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
