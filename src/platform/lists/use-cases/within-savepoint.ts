import { Refused } from '../../../kernel/refusals.js';
import { refusalOfConstraint } from '../../database/constraints.js';
import type { Tx } from '../../database/transactions.js';

/**
 * Runs work so that a refusal leaves nothing of it, while the transaction goes on and can write the refusal down.
 * @throws whatever is no refusal: the transaction is to be tried again as a whole
 */
export async function withinSavepoint<T>(tx: Tx, work: () => Promise<T>): Promise<{ result: T } | { refused: Refused }> {
  await tx.affected('SAVEPOINT list_work');
  try {
    const result = await work();
    await tx.affected('RELEASE SAVEPOINT list_work');
    return { result };
  } catch (error) {
    const refused = refusalOfConstraint(error);
    if (!(refused instanceof Refused)) throw error;
    await tx.affected('ROLLBACK TO SAVEPOINT list_work');
    return { refused };
  }
}
