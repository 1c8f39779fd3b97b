import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Reveals } from '../../../platform/audit/reveals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { PayableQueries, type RevealedPayee } from '../payables.queries.js';
import { PaymentsRepository } from '../payments.repository.js';

const fields = ['payeeName', 'accountNumber', 'bankName'] as const;

/** Shows a payee's name and account unmasked, and writes down who looked and why, in one transaction. */
@Injectable()
export class RevealPayee {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PaymentsRepository,
    private readonly queries: PayableQueries,
    private readonly reveals: Reveals,
  ) {}

  /** @throws Refused `payable.not_found` */
  async execute(actor: Actor, command: { readonly payableId: string; readonly reason: string }): Promise<RevealedPayee> {
    return this.transactions.run({ ...actor, reason: command.reason }, async (tx) => {
      const payable = await this.repository.lockOrThrow(tx, command.payableId);
      await this.reveals.record(tx, {
        subjectType: 'payable', subjectId: payable.id, organizationId: payable.organizationId, fields, reason: command.reason,
      });
      return this.queries.payee(tx, payable.id);
    });
  }
}
