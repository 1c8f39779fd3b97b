import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { PlanRefusal } from '../plans.refusals.js';
import { PlansRepository, type PlanRecord } from '../plans.repository.js';
import { assertCatalogueSound } from '../rules/illness-catalogue.js';
import { copyOfCatalogue, unexplainedReasons, type ReferenceCatalogue } from '../rules/plan-illnesses.js';
import { termErrors, type PlanVersionTerms } from '../rules/plan-version.js';

/** The terms of a new version and the code of the reference catalogue whose illnesses it takes over. */
export interface PlanVersionCommand {
  readonly terms: PlanVersionTerms;
  readonly illnessCatalogue: string;
}

/** Writes one version of a plan with its own copy of the illnesses; what both ways to a version have in common. */
@Injectable()
export class WritePlanVersion {
  constructor(private readonly plans: PlansRepository) {}

  /**
   * @param number the version's place among those of the plan, from 1
   * @param prefix where the terms stand in the request, for the names of wrong fields
   * @throws Refused `plan.catalogue_unknown`, `plan.catalogue_unsound`, `plan.version_invalid`
   */
  async write(
    tx: Tx, plan: Pick<PlanRecord, 'id' | 'organizationPath'>, number: number, command: PlanVersionCommand, prefix: string,
  ): Promise<void> {
    const errors = termErrors(command.terms, prefix);
    if (errors.length > 0) throw new Refused<PlanRefusal>('plan.version_invalid', { errors });
    const catalogue = await this.soundCatalogue(tx, command.illnessCatalogue);
    await this.plans.addVersion(tx, plan, {
      id: newId(), number, ...command.terms, illnessCount: catalogue.entryCount, ...copyOfCatalogue(catalogue),
    });
  }

  private async soundCatalogue(tx: Tx, code: string): Promise<ReferenceCatalogue> {
    const catalogue = await this.plans.referenceCatalogue(tx, code);
    if (!catalogue) throw new Refused<PlanRefusal>('plan.catalogue_unknown', { catalogue: code });
    const unexplained = unexplainedReasons(catalogue);
    if (unexplained.length > 0) throw new Refused<PlanRefusal>('plan.catalogue_unsound', { faults: `no sentence for ${unexplained.join(', ')}` });
    try {
      assertCatalogueSound(catalogue.entries, catalogue.entryCount);
    } catch (error) {
      throw new Refused<PlanRefusal>('plan.catalogue_unsound', { faults: (error as Error).message });
    }
    return catalogue;
  }
}
