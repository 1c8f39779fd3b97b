import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { Transactions } from '../../database/transactions.js';
import { Outbox } from '../../outbox/outbox.js';
import { ImportKinds } from '../import-kinds.js';
import { ImportsRepository } from '../imports.repository.js';
import { applyImportChunkJob } from '../jobs/import-jobs.js';
import { importTransitions } from '../rules/import-status.js';

/** Confirms a previewed list; its good rows are applied by jobs. */
@Injectable()
export class ConfirmImport {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ImportKinds) private readonly kinds: ImportKinds,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
  ) {}

  /**
   * @param command.version the version whose preview the caller saw
   * @throws Refused `import.not_found`, `import.other_branch`, `import.kind_not_allowed`, `import.wrong_status`, `version.stale`,
   *   `import.is_dry_run`, `import.nothing_to_apply`, or what the kind says to its options now
   */
  async execute(actor: Actor, command: { readonly importId: string; readonly version: number }): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const found = await this.imports.lock(tx, command.importId);
      if (!found) throw new Refused('import.not_found');
      if (found.organizationId !== actor.organizationId) throw new Refused('import.other_branch');
      const kind = this.kinds.get(found.kind);
      if (!actor.permissions.has(kind.permission)) throw new Refused('import.kind_not_allowed');
      const step = transitionOf(importTransitions, found.status, 'confirm');
      if (!step) throw new Refused('import.wrong_status', { status: found.status });
      if (found.version !== command.version) throw new Refused('version.stale', { version: found.version });
      if (found.dryRun) throw new Refused('import.is_dry_run');
      if (found.rowsGood === 0) throw new Refused('import.nothing_to_apply');
      await kind.options?.validate(tx, found.options);
      await this.imports.move(tx, found.id, step, { startedAt: this.clock.realNow().toISOString() });
      await this.outbox.add(tx, applyImportChunkJob, { importId: found.id, chunk: found.nextChunk });
      return { id: found.id };
    });
  }
}
