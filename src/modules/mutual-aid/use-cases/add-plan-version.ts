import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import type { PlanRefusal } from '../plans.refusals.js';
import { PlansRepository, type PlanRecord } from '../plans.repository.js';
import { WritePlanVersion, type PlanVersionCommand } from './write-plan-version.js';

/** Adds a version to a plan. Earlier versions stay as they are: cards given under them keep their terms. */
@Injectable()
export class AddPlanVersion {
  constructor(
    private readonly transactions: Transactions,
    private readonly plans: PlansRepository,
    private readonly versions: WritePlanVersion,
  ) {}

  /**
   * @throws Refused `plan.not_found`, `plan.of_other_branch`, `plan.version_not_later`, `plan.version_invalid`,
   *   `plan.catalogue_unknown`, `plan.catalogue_unsound`
   */
  async execute(actor: Actor, planId: string, command: PlanVersionCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      const plan = await this.lockOrThrow(tx, planId);
      const last = (await this.plans.versionsOf(tx, [planId])).at(-1);
      if (last && command.terms.validFrom <= last.validFrom) {
        throw new Refused<PlanRefusal>('plan.version_not_later', { lastValidFrom: last.validFrom });
      }
      await this.versions.write(tx, plan, (last?.number ?? 0) + 1, command, '');
      await this.plans.touch(tx, planId);
      return { id: planId };
    });
  }

  private async lockOrThrow(tx: Tx, planId: string): Promise<PlanRecord> {
    const plan = await this.plans.lock(tx, planId);
    if (plan) return plan;
    // A plan above the branch can be read but not locked.
    throw new Refused<PlanRefusal>((await this.plans.find(tx, planId)) ? 'plan.of_other_branch' : 'plan.not_found');
  }
}
