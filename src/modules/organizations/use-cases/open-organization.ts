import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Refused } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { OrganizationRepository } from '../organizations.repository.js';
import { usccOrThrow } from '../uscc-or-throw.js';
import { isOpenOn } from '../rules/organization-lifetime.js';
import { childPath, MAXIMUM_DEPTH } from '../rules/organization-path.js';

/** `validFrom` is today when absent. */
export interface OpenOrganizationCommand {
  readonly parentId: string;
  readonly code: string;
  readonly nameZh: string;
  readonly level: string;
  readonly divisionCode?: string;
  readonly uscc?: string;
  readonly validFrom?: string;
}

/** Opens an organization under a parent of the branch. */
@Injectable()
export class OpenOrganization {
  constructor(
    private readonly transactions: Transactions,
    private readonly organizations: OrganizationRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the new organization's id; it ends with its parent when the parent's last day is known
   * @throws Refused `request.invalid` naming `uscc`, `organizations.not_found`, `organizations.parent_closed`, `organizations.code_taken`,
   *   `organizations.uscc_taken`, `organizations.too_deep`
   */
  async execute(actor: Actor, command: OpenOrganizationCommand): Promise<{ id: string }> {
    const uscc = command.uscc === undefined ? null : usccOrThrow(command.uscc);
    return this.transactions.runOnce(actor, async (tx) => {
      const parent = await this.organizations.findShared(tx, command.parentId);
      if (!parent) throw new Refused('organizations.not_found');
      const validFrom = command.validFrom ?? this.clock.today();
      if (!isOpenOn(parent, validFrom)) throw new Refused('organizations.parent_closed');
      const path = childPath(parent.path, command.code);
      if (path === null) throw new Refused('organizations.too_deep', { maximumDepth: MAXIMUM_DEPTH });
      const id = newId();
      const { code, nameZh, level, divisionCode = null } = command;
      await this.organizations.add(tx, { id, path, parentId: parent.id, code, nameZh, level, divisionCode, uscc, validFrom, validTo: parent.validTo });
      return { id };
    });
  }
}
