import { Injectable } from '@nestjs/common';
import { constraintMeans } from '../../platform/database/constraints.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { Lifetime } from './rules/organization-lifetime.js';
import './organizations.refusals.js';

constraintMeans('organizations_path_key', 'organizations.code_taken');
constraintMeans('organizations_uscc_key', 'organizations.uscc_taken');

/** An organization as rules and other modules need it. */
export interface OrganizationRecord extends Lifetime {
  readonly id: string;
  readonly path: string;
  readonly parentId: string | null;
  readonly nameZh: string;
  readonly level: string;
  readonly uscc: string | null;
  readonly version: number;
}

export interface NewOrganization extends Lifetime {
  readonly id: string;
  readonly path: string;
  readonly parentId: string;
  readonly code: string;
  readonly nameZh: string;
  readonly level: string;
  readonly divisionCode: string | null;
  readonly uscc: string | null;
}

const SELECT_RECORD = `
  SELECT id, path, parent_id AS "parentId", name_zh AS "nameZh", level, uscc, valid_from::text AS "validFrom", valid_to::text AS "validTo", version
  FROM organizations WHERE id = $1`;

/** All SQL that writes organizations, and the locks that keep parents and children in step. */
@Injectable()
export class OrganizationRepository {
  /** An organization of the branch or above it. */
  async find(tx: Tx, id: string): Promise<OrganizationRecord | undefined> {
    return tx.row<OrganizationRecord>(SELECT_RECORD, [id]);
  }

  /**
   * An organization of the branch, kept from being closed until the transaction ends. Those above the branch are not found:
   * the database lets nobody lock a row who may not change it.
   */
  async findShared(tx: Tx, id: string): Promise<OrganizationRecord | undefined> {
    return tx.row<OrganizationRecord>(`${SELECT_RECORD} FOR SHARE`, [id]);
  }

  /** An organization of the branch, locked for a change; children can not be added meanwhile. */
  async findLocked(tx: Tx, id: string): Promise<OrganizationRecord | undefined> {
    return tx.row<OrganizationRecord>(`${SELECT_RECORD} FOR UPDATE`, [id]);
  }

  /** The last days of an organization's children. */
  async childrenValidTo(tx: Tx, id: string): Promise<(string | null)[]> {
    const rows = await tx.rows<{ validTo: string | null }>('SELECT DISTINCT valid_to::text AS "validTo" FROM organizations WHERE parent_id = $1', [id]);
    return rows.map((row) => row.validTo);
  }

  /** @throws Refused `organizations.code_taken`, `organizations.uscc_taken` */
  async add(tx: Tx, organization: NewOrganization): Promise<void> {
    const { id, path, parentId, code, nameZh, level, divisionCode, uscc, validFrom, validTo } = organization;
    await tx.affected(
      `INSERT INTO organizations (id, path, parent_id, code, name_zh, level, division_code, uscc, valid_from, valid_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, [id, path, parentId, code, nameZh, level, divisionCode, uscc, validFrom, validTo]);
  }

  /** @returns false when the version is no longer the current one */
  async change(tx: Tx, id: string, version: number, values: { nameZh: string; uscc: string | null; validTo: string | null }): Promise<boolean> {
    const touched = await tx.affected(
      'UPDATE organizations SET name_zh = $3, valid_to = $4, uscc = $5, version = version + 1 WHERE id = $1 AND version = $2',
      [id, version, values.nameZh, values.validTo, values.uscc]);
    return touched === 1;
  }
}
