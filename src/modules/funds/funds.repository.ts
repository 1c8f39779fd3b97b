import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import './funds.refusals.js';

export interface NewFund {
  readonly id: string;
  readonly code: string;
  readonly nameZh: string;
  readonly purpose: string;
}

/** All SQL that writes funds; their accounts are opened by trigger. */
@Injectable()
export class FundsRepository {
  /** Adds a fund of the actor's organization. @throws Refused `fund.code_taken` */
  async add(tx: Tx, fund: NewFund): Promise<void> {
    await tx.affected(
      'INSERT INTO funds (id, organization_id, organization_path, code, name_zh, purpose) VALUES ($1, $2, $3, $4, $5, $6)',
      [fund.id, tx.actor.organizationId, tx.actor.scope, fund.code, fund.nameZh, fund.purpose]);
  }

  /** The path of the organization that a fund belongs to: in the branch, or above it. */
  async pathOf(tx: Tx, fundId: string): Promise<string | undefined> {
    const row = await tx.row<{ path: string }>('SELECT organization_path AS path FROM funds WHERE id = $1', [fundId]);
    return row?.path;
  }
}
