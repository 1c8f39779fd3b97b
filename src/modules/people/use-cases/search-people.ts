import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import type { PeopleFound } from '../dto/member-views.js';
import { PeopleQueries } from '../people.queries.js';
import { PersonCipher } from '../person-cipher.js';
import { readSearch, type TypedSearch } from '../rules/search-key.js';

/** Finds the people in scope who have one number, whole and exact. */
@Injectable()
export class SearchPeople {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
    @Inject(PeopleQueries) private readonly queries: PeopleQueries,
  ) {}

  /** @throws Refused `person.search_by_one`, `request.invalid` for a number that is none */
  async execute(actor: Actor, typed: TypedSearch): Promise<PeopleFound> {
    const search = readSearch(typed, this.clock.today());
    if ('error' in search) {
      if (search.error === 'not_one') throw new Refused('person.search_by_one');
      throw new Refused('request.invalid', { errors: [search.error] });
    }
    const { kind, number } = search;
    const index = kind === 'idNumber' ? this.cipher.idNumberIndex(number)
      : kind === 'mobile' ? this.cipher.mobileIndex(number) : this.cipher.accountIndex(number);
    return this.queries.search(actor, { kind, index });
  }
}
