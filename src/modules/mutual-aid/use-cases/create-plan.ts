import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { findFund } from '../../funds/public/find-fund.js';
import type { PlanRefusal } from '../plans.refusals.js';
import { PlansRepository } from '../plans.repository.js';
import { WritePlanVersion, type PlanVersionCommand } from './write-plan-version.js';

/** A new plan with its first version. */
export interface CreatePlanCommand {
  readonly code: string;
  readonly nameZh: string;
  readonly fundId: string;
  readonly version: PlanVersionCommand;
}

const payingPurposes = ['mutual_aid', 'general'];

/** Sets up a mutual-aid plan of the actor's organization. */
@Injectable()
export class CreatePlan {
  constructor(
    private readonly transactions: Transactions,
    private readonly plans: PlansRepository,
    private readonly versions: WritePlanVersion,
  ) {}

  /**
   * @throws Refused `plan.fund_not_found`, `plan.fund_of_other_purpose`, `plan.catalogue_unknown`, `plan.catalogue_unsound`,
   *   `plan.version_invalid`, `plan.code_taken`
   */
  async execute(actor: Actor, command: CreatePlanCommand): Promise<{ id: string }> {
    return this.transactions.runOnce(actor, async (tx) => {
      await this.checkFund(tx, command.fundId);
      const id = newId();
      await this.plans.add(tx, { id, code: command.code, nameZh: command.nameZh, fundId: command.fundId });
      await this.versions.write(tx, { id, organizationPath: actor.scope }, 1, command.version, 'version.');
      return { id };
    });
  }

  /** The fund stands at the plan's organization or above it, so that every branch that the plan covers can spend from it. */
  private async checkFund(tx: Tx, fundId: string): Promise<void> {
    const fund = await findFund(tx, fundId);
    if (!fund || !tx.actor.scope.startsWith(fund.organizationPath)) throw new Refused<PlanRefusal>('plan.fund_not_found');
    if (!payingPurposes.includes(fund.purpose)) throw new Refused<PlanRefusal>('plan.fund_of_other_purpose');
  }
}
