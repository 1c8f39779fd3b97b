import { describe, expect, it } from 'vitest';
import { decideBranchAccess, defaultBranch, heldOn, type RoleGrant } from './branch-access.js';
import type { Role } from './permissions.js';

const SUZHOU = '000000.320000.320500.';
const WUJIANG = `${SUZHOU}320584.`;
const TAICANG = `${SUZHOU}320585.`;
const SONGLING = `${WUJIANG}101.`;

const given = (role: Role, organizationPath: string, validFrom = '2011-01-01', validTo: string | null = null): RoleGrant => (
  { role, organizationId: `id of ${organizationPath}`, organizationPath, validFrom, validTo });

describe('decideBranchAccess', () => {
  const cashierAtWujiang = [given('cashier', WUJIANG)];
  const both = [given('analyst', SUZHOU), given('cashier', WUJIANG)];
  const today = '2011-03-01';
  it.each<[string, RoleGrant[], string, string | null, string | Role[]]>([
    ['a role at the branch itself', cashierAtWujiang, WUJIANG, 'payables:pay', ['cashier']],
    ['a role above the branch', cashierAtWujiang, SONGLING, 'payables:pay', ['cashier']],
    ['a role below the branch does not reach up', cashierAtWujiang, SUZHOU, 'payables:pay', 'access.branch_not_allowed'],
    ['a role beside the branch', cashierAtWujiang, TAICANG, 'payables:pay', 'access.branch_not_allowed'],
    ['a branch whose code begins alike', [given('cashier', `${SUZHOU}32058.`)], WUJIANG, 'payables:pay', 'access.branch_not_allowed'],
    ['a permission that the role does not give', cashierAtWujiang, WUJIANG, 'claims:write', 'access.permission_missing'],
    ['a role at Suzhou adds to the one at Wujiang, at Wujiang', both, WUJIANG, 'payables:pay', ['analyst', 'cashier']],
    ['the role at Wujiang is not widened to Suzhou', both, SUZHOU, 'payables:pay', 'access.permission_missing'],
    ['the role at Wujiang is not widened to Taicang', both, TAICANG, 'payables:pay', 'access.permission_missing'],
    ['the role at Suzhou reaches Taicang', both, TAICANG, 'summaries:read', ['analyst']],
    ['any role will do', both, TAICANG, null, ['analyst']],
    ['no role at all', [], WUJIANG, null, 'access.branch_not_allowed'],
    ['the same role from two places counts once', [given('analyst', SUZHOU), given('analyst', WUJIANG)], WUJIANG, 'summaries:read', ['analyst']],
    ['a role that begins tomorrow', [given('cashier', WUJIANG, '2011-03-02')], WUJIANG, 'payables:pay', 'access.branch_not_allowed'],
    ['a role that begins today', [given('cashier', WUJIANG, '2011-03-01')], WUJIANG, 'payables:pay', ['cashier']],
    ['a role on its last day', [given('cashier', WUJIANG, '2011-01-01', '2011-03-01')], WUJIANG, 'payables:pay', ['cashier']],
    ['a role that ended yesterday', [given('cashier', WUJIANG, '2011-01-01', '2011-02-28')], WUJIANG, 'payables:pay', 'access.branch_not_allowed'],
    ['an ended role leaves the others', [given('cashier', WUJIANG, '2011-01-01', '2011-02-28'), given('analyst', WUJIANG)], WUJIANG, 'payables:pay', 'access.permission_missing'],
  ])('%s', (_case, grants, branch, permission, expected) => {
    const decision = decideBranchAccess(grants, branch, permission, today);
    expect(typeof decision === 'string' ? decision : decision.roles).toEqual(expected);
  });

  it('gives the permissions of the roles that reach the branch, and no others', () => {
    const decision = decideBranchAccess(both, SUZHOU, null, today);
    expect(typeof decision === 'string' ? [] : [...decision.permissions]).not.toContain('payables:pay');
  });
});

describe('defaultBranch', () => {
  const home = { organizationId: 'home', organizationPath: WUJIANG };
  it.each<[string, RoleGrant[], string | undefined]>([
    ['home, when a role was given there', [given('cashier', WUJIANG)], WUJIANG],
    ['home, when a role was given above', [given('cashier', SUZHOU)], WUJIANG],
    ['home before an earlier role elsewhere', [given('analyst', TAICANG), given('cashier', WUJIANG)], WUJIANG],
    ['the first role elsewhere', [given('analyst', TAICANG), given('cashier', SONGLING)], TAICANG],
    ['passes over a role that has ended', [given('cashier', WUJIANG, '2010-01-01', '2010-12-31'), given('analyst', TAICANG)], TAICANG],
    ['none without a role', [], undefined],
  ])('%s', (_case, grants, expected) => {
    expect(defaultBranch(home, grants, '2011-03-01')?.organizationPath).toBe(expected);
  });
});

describe('heldOn', () => {
  it('keeps the order in which roles were given', () => {
    const grants = [given('analyst', TAICANG), given('cashier', WUJIANG, '2012-01-01'), given('auditor', SUZHOU)];
    expect(heldOn(grants, '2011-03-01').map(({ role }) => role)).toEqual(['analyst', 'auditor']);
  });
});
