import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { MemberRegistrar } from '../public/member-registrar.js';
import { checkTypedMember, type TypedMember } from '../rules/member-details.js';

/** Registers one person as a member of the actor's organization; when the name differs the union above both branches is told. */
@Injectable()
export class RegisterMember {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MemberRegistrar) private readonly registrar: MemberRegistrar,
  ) {}

  /** @throws Refused `request.invalid` naming the wrong fields, `person.name_differs`, `person.already_member` */
  async execute(actor: Actor, typed: TypedMember): Promise<{ id: string; outcome: string }> {
    const checked = checkTypedMember(typed, this.clock.today());
    try {
      return await this.transactions.runOnce(actor, (tx) => this.register(tx, checked));
    } catch (error) {
      // Nothing of the refused transaction is left, so the notice has one of its own. A kept refusal that is given again
      // comes here too: if the process ended before the notice stood, the repeated request brings it.
      if (error instanceof Refused && error.code === 'person.name_differs' && 'row' in checked) {
        await this.transactions.run(actor, (tx) => this.registrar.tellOfDifferences(tx, [checked.row]));
      }
      throw error;
    }
  }

  private async register(tx: Tx, checked: ReturnType<typeof checkTypedMember>): Promise<{ id: string; outcome: string }> {
    if ('errors' in checked) throw new Refused('request.invalid', { errors: checked.errors });
    const [registered] = await this.registrar.registerSet(tx, [checked.row]);
    if (!registered || 'refusal' in registered) throw new Refused('person.name_differs');
    const { personId, outcome, joined } = registered;
    if (!joined) throw new Refused('person.already_member', { personId });
    return { id: personId, outcome };
  }
}
