import type { Tx } from '../../../platform/database/transactions.js';

/** What another module needs to know of a fund that it means to spend from. */
export interface FundOutline {
  readonly id: string;
  readonly organizationPath: string;
  readonly purpose: string;
}

/** A fund of the transaction's branch, or above it; undefined for any other. */
export async function findFund(tx: Tx, id: string): Promise<FundOutline | undefined> {
  return tx.row<FundOutline>('SELECT id, organization_path AS "organizationPath", purpose FROM funds WHERE id = $1', [id]);
}
