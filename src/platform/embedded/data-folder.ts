import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { EmbeddedPostgresProblem } from './problem.js';

/**
 * Creates the data folder (mode 700) unless it is there.
 * @returns its real path, without symbolic links
 * @throws EmbeddedPostgresProblem when this account may not write in it
 */
export function openDataFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const real = realpathSync(folder);
    accessSync(real, constants.R_OK | constants.W_OK | constants.X_OK);
    return real;
  } catch (error) {
    throw new EmbeddedPostgresProblem(
      `The data folder ${folder} cannot be written by this account. Start with the account that owns it, or give it to this account with "chown -R".`,
      `当前账户不能写入数据文件夹 ${folder}。请用该文件夹的所有者启动，或用 chown -R 把它交给当前账户。`,
      String(error),
    );
  }
}
