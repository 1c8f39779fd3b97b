import { Colleague } from './colleague.js';
import type { Id, List } from './answers.js';
import type { Narrator } from './narrator.js';

/** What the story needs to be played against a running server. */
export interface Stage {
  readonly address: string;
  readonly administrator: { readonly username: string; readonly password: string };
  /** The workbook of the 224 sanitation workers. */
  readonly roster: Uint8Array;
  readonly narrator: Narrator;
  /** Moves business time forward to 09:00 of a date. */
  moveClock(date: string): Promise<void>;
}

/** The people of the story; all have the same made-up password. */
export interface Cast {
  readonly administrator: Colleague;
  readonly caseworker: Colleague;
  readonly reviewer: Colleague;
  readonly approver: Colleague;
  readonly cashier: Colleague;
  readonly financeApprover: Colleague;
  readonly analyst: Colleague;
  readonly suzhouApprover: Colleague;
  readonly taicangCaseworker: Colleague;
}

export const storyPassword = '爱心互助-2011-演示';

const firstPassword = 'first-day-2011-Bangfu';
export const storyAccounts = [
  ['caseworker', 'wj.caseworker', '吴江经办', '吴江市总工会'],
  ['reviewer', 'wj.reviewer', '吴江初审', '吴江市总工会'],
  ['approver', 'wj.approver', '吴江终审', '吴江市总工会'],
  ['cashier', 'wj.cashier', '吴江出纳', '吴江市总工会'],
  ['financeApprover', 'wj.finance', '吴江财务审核', '吴江市总工会'],
  ['analyst', 'wj.analyst', '吴江统计', '吴江市总工会'],
  ['suzhouApprover', 'sz.approver', '苏州终审', '苏州市总工会'],
  ['taicangCaseworker', 'tc.caseworker', '太仓经办', '太仓市总工会'],
] as const;

/** Makes the accounts of the story; each person signs in and sets a password of their own. */
export async function introduce({ address, administrator, narrator }: Stage): Promise<Cast> {
  narrator.step('组织与账号', 'The union tree and the people');
  const boss = new Colleague(address, administrator.username);
  await boss.firstSignIn(administrator.password, storyPassword);
  const organizations = await boss.get<List<Id & { nameZh: string }>>('organizations?limit=200');
  narrator.tell(`全市工会组织树共 ${organizations.items.length} 个节点`, `${organizations.items.length} unions stand in the tree`);
  const cast: Partial<Record<string, Colleague>> = { administrator: boss };
  for (const [part, username, displayName, organization] of storyAccounts) {
    const organizationId = organizations.items.find((node) => node.nameZh === organization)!.id;
    const account = await boss.created<Id>('accounts', { username, displayName, password: firstPassword, organizationId });
    const role = part === 'suzhouApprover' ? 'approver' : part === 'taicangCaseworker' ? 'caseworker' : part;
    await boss.created(`accounts/${account.id}/roles`, { role, organizationId, validFrom: '2011-01-04' });
    const colleague = new Colleague(address, username);
    await colleague.firstSignIn(firstPassword, storyPassword);
    cast[part] = colleague;
    narrator.progress(Object.keys(cast).length - 1, storyAccounts.length, '管理员创建账号，本人首次登录并改密码', 'accounts made, first passwords changed');
  }
  return cast as unknown as Cast;
}
