import type { INestApplicationContext } from '@nestjs/common';
import { AccountSetup, type FirstAdministrator } from './modules/identity/public/accounts.js';

/**
 * Makes the administrator when nobody has an account yet, and says the password this once.
 * @returns the account, or null when there are accounts already
 */
export async function firstStart(app: INestApplicationContext, say: (line: string) => void): Promise<FirstAdministrator | null> {
  const made = await app.get(AccountSetup).createFirstAdministrator();
  if (!made) return null;
  say('已创建管理员账号，密码只显示这一次 (an administrator was made; the password is shown this once):');
  say(`  用户名 (username): ${made.username}`);
  say(`  密码 (password):   ${made.password}`);
  say('  接下来：登录 (POST /api/v1/sessions)，修改密码 (PUT /api/v1/me/password)，再为各级工会创建账号 (POST /api/v1/accounts)。');
  return made;
}
