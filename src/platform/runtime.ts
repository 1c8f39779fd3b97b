import type { DatabaseConnection } from '../config/database.js';
import type { Environment } from '../config/env.js';
import type { Clock } from '../kernel/clock.js';
import type { Keyring } from './crypto/keyring.js';

/** What a process stands on: settings, servers, keys and the clock. Main, worker, demo and tests each make one. */
export interface Runtime {
  readonly environment: Environment;
  readonly connection: DatabaseConnection;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** Where encrypted files are kept. */
  readonly filesFolder: string;
  /** Name of the queue; deployments that share a server need different ones. */
  readonly queueName: string;
  /** Whether this process runs the jobs. */
  readonly runJobs: boolean;
  /** Lets tests sign in cheaply. */
  readonly cheapPasswords?: boolean;
}

/** Injection token of the runtime. */
export const RUNTIME = Symbol('runtime');
