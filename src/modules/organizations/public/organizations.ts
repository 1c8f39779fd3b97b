import { Injectable } from '@nestjs/common';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { OrganizationRepository, type OrganizationRecord } from '../organizations.repository.js';
import { isOpenOn } from '../rules/organization-lifetime.js';

/** What other modules ask about organizations. */
@Injectable()
export class Organizations {
  constructor(private readonly organizations: OrganizationRepository) {}

  /** An organization of the transaction's branch, or above it; undefined for any other. */
  async findById(tx: Tx, id: string): Promise<OrganizationRecord | undefined> {
    return this.organizations.find(tx, id);
  }

  /**
   * An organization at or below the transaction's branch, kept from being closed until the transaction ends.
   * @throws Refused `organizations.not_found`
   */
  async findInBranchOrThrow(tx: Tx, id: string): Promise<OrganizationRecord> {
    const found = await this.organizations.findShared(tx, id);
    if (!found) throw new Refused('organizations.not_found');
    return found;
  }

  /** True when the organization exists on that day (`YYYY-MM-DD`). */
  isOpenOn(organization: OrganizationRecord, date: string): boolean {
    return isOpenOn(organization, date);
  }

  /** @throws Refused `organizations.closed` when the organization does not exist on that day */
  assertOpenOn(organization: OrganizationRecord, date: string): void {
    if (!isOpenOn(organization, date)) throw new Refused('organizations.closed', { date });
  }
}
