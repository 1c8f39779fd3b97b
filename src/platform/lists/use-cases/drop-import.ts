import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { Transactions } from '../../database/transactions.js';
import { ImportsRepository } from '../imports.repository.js';
import { importTransitions } from '../rules/import-status.js';

/** Drops a list that is not wanted; what was staged of it is removed. */
@Injectable()
export class DropImport {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
  ) {}

  /** @throws Refused `import.not_found`, `import.other_branch`, `import.wrong_status` */
  async execute(actor: Actor, importId: string): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const found = await this.imports.lock(tx, importId);
      if (!found) throw new Refused('import.not_found');
      if (found.organizationId !== actor.organizationId) throw new Refused('import.other_branch');
      const step = transitionOf(importTransitions, found.status, 'drop');
      if (!step) throw new Refused('import.wrong_status', { status: found.status });
      await this.imports.move(tx, importId, step);
      await this.imports.dropRows(tx, importId);
      return { id: importId };
    });
  }
}
