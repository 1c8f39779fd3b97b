import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { PeopleRepository, type Match, type NewPerson } from '../people.repository.js';
import { PersonCipher } from '../person-cipher.js';
import type { MemberRow } from '../rules/member-details.js';

export type { MemberRow, Sex } from '../rules/member-details.js';

/** What became of one row: a new person, one attached to this branch, one that this branch knew; or refused. */
export type RegisteredMember =
  | { readonly personId: string; readonly outcome: 'new' | 'attached' | 'known'; readonly joined: boolean }
  | { readonly refusal: 'person.name_differs' };

/** What registering would make of a row: see `RegisteredMember`. */
export type MemberOutlook = 'new' | 'attached' | 'known' | 'differs';

/** Registers people as members of the actor's organization, one or a hundred thousand with the same few statements. */
@Injectable()
export class MemberRegistrar {
  constructor(
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Somebody whose ID number is known is attached to this branch when the name agrees, and the other branches are
   * told; on disagreement the row is refused and nothing of the other branch is shown. Running it twice changes
   * nothing more, and of two branches that register one number at once one adds the person and the other attaches.
   * @param rows normalized and checked; an ID number may stand twice
   * @returns one answer a row, in the order of the rows; `joined` says whether a membership began
   */
  async registerSet(tx: Tx, rows: readonly MemberRow[]): Promise<RegisteredMember[]> {
    if (rows.length === 0) return [];
    const today = this.clock.today();
    const indexes = rows.map((row) => this.cipher.idNumberIndex(row.idNumber));
    const { matches, added } = await this.matchOrAdd(tx, rows, indexes);
    const found = rows.flatMap((row, at) => {
      const match = matches[at];
      return match?.outcome === 'same' ? [{ row, personId: match.personId }] : [];
    });
    const attached = await this.people.attach(tx, found.map(({ personId }) => personId), today);
    const joined = await this.people.join(tx, found.map(({ row, personId }) => (
      { personId, workplace: row.workplace ?? null, occupation: row.occupation ?? null, employedOn: row.employedOn ?? null })), today);
    await this.addAccounts(tx, found);
    await this.people.tellOtherBranches(tx, [...attached].filter((id) => !added.has(id)), today);
    return matches.map((match): RegisteredMember => {
      if (match.outcome !== 'same') return { refusal: 'person.name_differs' };
      const { personId } = match;
      const outcome = added.has(personId) ? 'new' : attached.has(personId) ? 'attached' : 'known';
      return { personId, outcome, joined: joined.has(personId) };
    });
  }

  /** What `registerSet` would make of the rows now; nothing is written. */
  async lookAhead(tx: Tx, rows: readonly Pick<MemberRow, 'idNumber' | 'name'>[]): Promise<MemberOutlook[]> {
    if (rows.length === 0) return [];
    const matches = await this.people.match(tx, rows.map((row) => this.cipher.idNumberIndex(row.idNumber)), rows.map((row) => row.name));
    const here = await this.people.knownHere(tx, matches.flatMap((match) => (match.outcome === 'same' ? [match.personId] : [])));
    return matches.map((match) => {
      if (match.outcome === 'absent') return 'new';
      if (match.outcome === 'differs') return 'differs';
      return here.has(match.personId) ? 'known' : 'attached';
    });
  }

  /**
   * Tells the lowest organization above this branch and those that know the people of the refused rows; it finds out for
   * itself which names differ, and one notice a person stays open. Where the refusal undoes its transaction, call it in another.
   */
  async tellOfDifferences(tx: Tx, rows: readonly Pick<MemberRow, 'idNumber' | 'name'>[]): Promise<void> {
    if (rows.length === 0) return;
    const indexes = rows.map((row) => this.cipher.idNumberIndex(row.idNumber));
    await this.people.tellCommonOrganization(tx, indexes, rows.map((row) => row.name), this.clock.today());
  }

  /** @returns who each row is, and the ids of those who were added here and now */
  private async matchOrAdd(tx: Tx, rows: readonly MemberRow[], indexes: readonly Buffer[]): Promise<{ matches: Match[]; added: Set<string> }> {
    const names = rows.map((row) => row.name);
    const before = await this.people.match(tx, indexes, names);
    const fresh = rows.flatMap((row, at) => (before[at]?.outcome === 'absent' ? [this.seal(row, indexes[at])] : []));
    if (fresh.length === 0) return { matches: before, added: new Set() };
    await this.people.addPeople(tx, fresh);
    const matches = await this.people.match(tx, indexes, names);
    const candidates = new Set(fresh.map((person) => person.id));
    const added = new Set(matches.flatMap((match) => (match.outcome === 'same' && candidates.has(match.personId) ? [match.personId] : [])));
    return { matches, added };
  }

  private seal(row: MemberRow, idNumberIndex: Buffer = this.cipher.idNumberIndex(row.idNumber)): NewPerson {
    const id = newId();
    return {
      id, name: row.name, sex: row.sex, birthDate: row.birthDate, idNumberIndex,
      // The checked numbers that begin with 8 are residence permits of people from Hong Kong, Macao and Taiwan.
      idType: row.idNumber.startsWith('8') ? 'hmt_permit' : 'resident_id',
      idNumber: this.cipher.sealIdNumber(id, row.idNumber),
      mobile: row.mobile === undefined ? null : this.cipher.sealMobile(id, row.mobile),
      mobileIndex: row.mobile === undefined ? null : this.cipher.mobileIndex(row.mobile),
    };
  }

  private async addAccounts(tx: Tx, found: readonly { row: MemberRow; personId: string }[]): Promise<void> {
    await this.people.addAccounts(tx, found.flatMap(({ row: { account }, personId }) => {
      if (!account) return [];
      const id = newId();
      return [{
        id, personId, accountNumber: this.cipher.sealAccount(id, account.number),
        accountNumberIndex: this.cipher.accountIndex(account.number), bankName: account.bankName,
      }];
    }));
  }
}
