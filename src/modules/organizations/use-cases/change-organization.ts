import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { OrganizationRepository, type OrganizationRecord } from '../organizations.repository.js';
import { usccOrThrow } from '../uscc-or-throw.js';
import { closingFault } from '../rules/organization-lifetime.js';

/** Absent fields stay as they are. */
export interface ChangeOrganizationCommand {
  readonly id: string;
  /** The version that the caller saw. */
  readonly version: number;
  readonly nameZh?: string;
  readonly uscc?: string | null;
  readonly validTo?: string | null;
}

/** Renames an organization of the branch, or sets its credit code or its last day. */
@Injectable()
export class ChangeOrganization {
  constructor(
    private readonly transactions: Transactions,
    private readonly organizations: OrganizationRepository,
  ) {}

  /**
   * @throws Refused `request.invalid` naming `uscc`, `organizations.not_found`, `version.stale`, `organizations.uscc_taken`, `organizations.closes_before_opening`,
   *   `organizations.parent_closed`, `organizations.has_open_children`
   */
  async execute(actor: Actor, command: ChangeOrganizationCommand): Promise<void> {
    const uscc = typeof command.uscc === 'string' ? usccOrThrow(command.uscc) : command.uscc;
    await this.transactions.run(actor, async (tx) => {
      const organization = await this.organizations.findLocked(tx, command.id);
      if (!organization) throw new Refused('organizations.not_found');
      if (organization.version !== command.version) throw new Refused('version.stale');
      const validTo = command.validTo === undefined ? organization.validTo : command.validTo;
      if (validTo !== organization.validTo) await this.checkClosing(tx, organization, validTo);
      const saved = await this.organizations.change(tx, organization.id, command.version, {
        nameZh: command.nameZh ?? organization.nameZh, uscc: uscc === undefined ? organization.uscc : uscc, validTo,
      });
      if (!saved) throw new Refused('version.stale');
    });
  }

  /** The parent may lie above the branch, where it can be read but not locked. */
  private async checkClosing(tx: Tx, organization: OrganizationRecord, validTo: string | null): Promise<void> {
    const parent = organization.parentId === null ? undefined : await this.organizations.find(tx, organization.parentId);
    const fault = closingFault(organization, validTo, parent ?? null, await this.organizations.childrenValidTo(tx, organization.id));
    if (fault) throw new Refused(fault, { validFrom: organization.validFrom });
  }
}
