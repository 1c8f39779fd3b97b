import { loopback } from './port.js';
import { EmbeddedPostgresProblem } from './problem.js';

/** What callers may not change: where the server listens, and that committed data survives a crash. */
const fixed: Readonly<Record<string, string>> = {
  listen_addresses: loopback,
  unix_socket_directories: '',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
};

/** The log goes to a file, so it carries no values of rows: no failed statements, no DETAIL. */
const usual: Readonly<Record<string, string>> = {
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * The arguments that make the server run with these settings.
 * @param wanted settings of the caller, by PostgreSQL's names
 * @throws EmbeddedPostgresProblem for a setting that is not the caller's to change
 */
export function settingArguments(port: number, wanted: Readonly<Record<string, string>>): string[] {
  for (const name of Object.keys(wanted)) {
    if (name in fixed || name === 'port' || !/^[a-z][a-z0-9_.]*$/.test(name)) {
      throw new EmbeddedPostgresProblem(
        `The setting "${name}" of the embedded PostgreSQL cannot be changed. Remove it from the settings.`,
        `内置 PostgreSQL 的设置“${name}”不可更改。请从设置中删除它。`,
      );
    }
  }
  const all = { ...usual, ...wanted, ...fixed, port: String(port) };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
