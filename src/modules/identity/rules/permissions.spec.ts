import { describe, expect, it } from 'vitest';
import { permissionsOf, roles, type Role } from './permissions.js';

const deciding = 'members:read plans:read cards:read claims:read claims:reveal reviews:read reviews:decide';
const table: Record<Role, string> = {
  caseworker: 'members:read members:write people:search people:reveal imports:read imports:write plans:read cards:read cards:write '
    + 'claims:read claims:write claims:reveal',
  reviewer: deciding,
  approver: deciding,
  cashier: 'funds:read funds:contribute payables:read payables:pay payables:reveal',
  financeApprover: 'funds:read funds:manage plans:read plans:manage payables:read',
  counsellor: '',
  analyst: 'summaries:read plans:read funds:read cards:read',
  auditor: 'audit:read',
  administrator: 'organizations:manage accounts:read accounts:manage jobs:manage',
};

describe('permissionsOf', () => {
  it.each(roles.map((role) => [role, table[role]] as const))('%s', (role, expected) => {
    expect([...permissionsOf([role])].sort()).toEqual(['organizations:read', ...expected.split(' ').filter(Boolean)].sort());
  });

  it('gives nothing to an account without a role', () => expect(permissionsOf([]).size).toBe(0));

  it('adds up what several roles give', () => {
    const both = permissionsOf(['cashier', 'analyst']);
    expect(both.has('payables:pay') && both.has('summaries:read')).toBe(true);
  });

  it('lets nobody who manages accounts touch the work', () => {
    const administrator = permissionsOf(['administrator']);
    for (const role of roles.filter((one) => one !== 'administrator')) {
      for (const permission of permissionsOf([role])) {
        if (permission !== 'organizations:read') expect(administrator.has(permission)).toBe(false);
      }
    }
  });
});
