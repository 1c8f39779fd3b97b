import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { MemberRegistrar } from '../public/member-registrar.js';
import { checkTypedMember, type TypedMember } from '../rules/member-details.js';

/** Registers one person as a member of the actor's organization. */
@Injectable()
export class RegisterMember {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MemberRegistrar) private readonly registrar: MemberRegistrar,
  ) {}

  /** @throws Refused `request.invalid` naming the wrong fields, `person.name_differs`, `person.already_member` */
  async execute(actor: Actor, typed: TypedMember): Promise<{ id: string; outcome: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const checked = checkTypedMember(typed, this.clock.today());
      if ('errors' in checked) throw new Refused('request.invalid', { errors: checked.errors });
      const [registered] = await this.registrar.registerSet(tx, [checked.row]);
      if (!registered || 'refusal' in registered) throw new Refused('person.name_differs');
      const { personId, outcome, joined } = registered;
      if (!joined) throw new Refused('person.already_member', { personId });
      return { id: personId, outcome };
    });
  }
}
