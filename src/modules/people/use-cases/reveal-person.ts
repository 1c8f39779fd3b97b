import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Refused } from '../../../kernel/refusals.js';
import { Reveals } from '../../../platform/audit/reveals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { RevealableField } from '../dto/member-requests.js';
import type { RevealedPerson } from '../dto/member-views.js';
import { PeopleQueries } from '../people.queries.js';
import { PersonCipher } from '../person-cipher.js';

/** Shows data of a person unmasked; who looked and why is logged in the same transaction, or nothing is shown. */
@Injectable()
export class RevealPerson {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reveals) private readonly reveals: Reveals,
    @Inject(PeopleQueries) private readonly queries: PeopleQueries,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
  ) {}

  /** @throws Refused `person.not_found` */
  async execute(actor: Actor, command: { personId: string; fields: readonly RevealableField[]; reason: string }): Promise<RevealedPerson> {
    const { personId, reason } = command;
    const fields = [...new Set(command.fields)];
    return this.transactions.run({ ...actor, reason }, async (tx) => {
      const row = await tx.row<{ name: string; id_number: Buffer; mobile: Buffer | null }>(
        'SELECT name, id_number, mobile FROM people WHERE id = $1', [personId]);
      if (!row) throw new Refused('person.not_found');
      await this.reveals.record(tx, { subjectType: 'person', subjectId: personId, organizationId: actor.organizationId, fields, reason });
      return {
        id: personId,
        ...(fields.includes('name') ? { name: row.name } : {}),
        ...(fields.includes('idNumber') ? { idNumber: this.cipher.openIdNumber(personId, row.id_number) } : {}),
        ...(fields.includes('mobile') ? { mobile: row.mobile === null ? null : this.cipher.openMobile(personId, row.mobile) } : {}),
        ...(fields.includes('accountNumber') ? { accounts: await this.queries.accounts(tx, personId, (number) => number) } : {}),
      };
    });
  }
}
