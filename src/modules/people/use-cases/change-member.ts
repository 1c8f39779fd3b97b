import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { checkMobile } from '../../../kernel/identifiers/mobile.js';
import { normalizeMobile, normalizeName } from '../../../kernel/identifiers/normalize-text.js';
import { Refused, type FieldError } from '../../../kernel/refusals.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { ChangeMemberRequest } from '../dto/member-requests.js';
import { memberRowOf } from '../people.queries.js';
import { PeopleRepository } from '../people.repository.js';
import { PersonCipher } from '../person-cipher.js';
import { identifierField, refusedField } from '../rules/member-details.js';

interface FoundMember {
  membership_id: string;
  birth_date: string;
}

const SELECT = 'SELECT m.id AS membership_id, p.birth_date::text AS birth_date FROM memberships m JOIN people p ON p.id = m.person_id';

/** Changes what may change of a member. The ID number may not: it is who the person is. */
@Injectable()
export class ChangeMember {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
  ) {}

  /**
   * @param command.version the version of the person that the caller saw; every change of person or membership raises it
   * @throws Refused `request.invalid`, `person.not_found`, `version.stale`
   */
  async execute(actor: Actor, command: { readonly personId: string; readonly version: number; readonly change: ChangeMemberRequest }): Promise<void> {
    const { personId, version, change } = command;
    await this.transactions.run(actor, async (tx) => {
      const found = await memberRowOf<FoundMember>(tx, SELECT, personId);
      if (!found) throw new Refused('person.not_found');
      const person = this.checked(personId, change, found);
      if (!(await this.people.changePerson(tx, personId, version, person))) throw new Refused('version.stale');
      const { workplace, occupation, employedOn } = change;
      if (workplace !== undefined || occupation !== undefined || employedOn !== undefined) {
        await this.people.changeMembership(tx, found.membership_id, { workplace, occupation, employedOn });
      }
    });
  }

  private checked(
    personId: string, change: ChangeMemberRequest, found: FoundMember,
  ): { name?: string; mobile?: Buffer | null; mobileIndex?: Buffer | null } {
    const name = change.name === undefined ? undefined : normalizeName(change.name);
    const mobile = typeof change.mobile === 'string' ? checkMobile(normalizeMobile(change.mobile)) : undefined;
    const errors: FieldError[] = [];
    if (name === '') errors.push(refusedField('name', 'person.name_empty'));
    if (mobile && !mobile.ok) errors.push(identifierField('mobile', mobile.code));
    if (change.employedOn && change.employedOn < found.birth_date) errors.push(refusedField('employedOn', 'person.employed_before_birth'));
    if (errors.length > 0) throw new Refused('request.invalid', { errors });
    return {
      ...(name === undefined ? {} : { name }),
      ...(change.mobile === null ? { mobile: null, mobileIndex: null } : {}),
      ...(mobile?.ok ? { mobile: this.cipher.sealMobile(personId, mobile.mobile), mobileIndex: this.cipher.mobileIndex(mobile.mobile) } : {}),
    };
  }
}
