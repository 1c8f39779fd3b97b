import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { normalizeName } from '../../kernel/identifiers/normalize-text.js';
import { maskBankAccount, maskIdNumber, maskMobile, maskName } from '../../kernel/masks.js';
import { pageOf, type CursorValue, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import type { AccountView, MemberListItem, MemberView, PeopleFound, PersonView } from './dto/member-views.js';
import { PersonCipher } from './person-cipher.js';

interface PersonRow {
  id: string;
  name: string;
  id_type: string;
  id_number: Buffer;
  sex: string;
  birth_year: number;
  mobile: Buffer | null;
  version: number;
}

interface MemberListRow extends PersonRow {
  membership_id: string;
  organization_id: string;
  organization_path: string;
  organization_name: string;
  workplace: string | null;
  occupation: string | null;
  employed_on: string | null;
  member_since: string;
}

const PERSON_COLUMNS = `p.id, p.name, p.id_type, p.id_number, p.sex, extract(year FROM p.birth_date)::integer AS birth_year, p.mobile, p.version`;
const SELECT_MEMBER = `SELECT ${PERSON_COLUMNS}, m.id AS membership_id, m.organization_id, m.organization_path, o.name_zh AS organization_name,
  m.workplace, m.occupation, m.employed_on::text, m.valid_from::text AS member_since
  FROM memberships m JOIN people p ON p.id = m.person_id JOIN organizations o ON o.id = m.organization_id`;

/** By what a person is searched: the index of a normalized number. */
export type SearchKey = { readonly kind: 'idNumber' | 'mobile' | 'accountNumber'; readonly index: Buffer };

const SEARCHES: Readonly<Record<SearchKey['kind'], string>> = {
  idNumber: 'p.id_number_index = $1',
  mobile: 'p.mobile_index = $1',
  accountNumber: 'p.id IN (SELECT a.person_id FROM bank_accounts a WHERE a.account_number_index = $1)',
};
const MOST_FOUND = 50;

/** The read side of people and members: masked, and only what the branch may see. */
@Injectable()
export class PeopleQueries {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
  ) {}

  /**
   * Members of the branch, by organization and then in the order of joining.
   * @param filter.name how the name begins @param after organization path and membership id of the last one shown
   */
  async members(
    actor: Actor, filter: { readonly name?: string; readonly organizationId?: string }, limit: number, after: CursorValue[] | undefined,
  ): Promise<Page<MemberListItem>> {
    const { conditions, values } = memberConditions(filter, after);
    const rows = await this.transactions.read(actor, (tx) => tx.rows<MemberListRow>(
      `${SELECT_MEMBER} WHERE ${conditions.join(' AND ')} ORDER BY m.organization_path, m.id LIMIT ${limit + 1}`, values));
    const page = pageOf(rows, limit, (row) => [row.organization_path, row.membership_id]);
    return { items: page.items.map((row) => this.memberItem(row)), nextCursor: page.nextCursor };
  }

  /** @throws Refused `person.not_found` */
  async member(actor: Actor, personId: string): Promise<MemberView> {
    return this.transactions.read(actor, async (tx) => {
      const row = await memberRowOf<MemberListRow>(tx, SELECT_MEMBER, personId);
      if (!row) throw new Refused('person.not_found');
      return { ...this.memberItem(row), accounts: await this.accounts(tx, personId, maskBankAccount) };
    });
  }

  async search(actor: Actor, key: SearchKey): Promise<PeopleFound> {
    const rows = await this.transactions.read(actor, (tx) => tx.rows<PersonRow>(
      `SELECT ${PERSON_COLUMNS} FROM people p WHERE ${SEARCHES[key.kind]} ORDER BY p.id LIMIT ${MOST_FOUND}`, [key.index]));
    return { items: rows.map((row) => this.person(row)) };
  }

  /** Accounts of a person in scope. @param show how a number is shown */
  async accounts(tx: Tx, personId: string, show: (number: string) => string): Promise<AccountView[]> {
    const rows = await tx.rows<{ id: string; account_number: Buffer; bank_name: string }>(
      'SELECT id, account_number, bank_name FROM bank_accounts WHERE person_id = $1 ORDER BY id', [personId]);
    return rows.map((row) => ({ accountNumber: show(this.cipher.openAccount(row.id, row.account_number)), bankName: row.bank_name }));
  }

  private memberItem(row: MemberListRow): MemberListItem {
    return {
      ...this.person(row), membershipId: row.membership_id, organizationId: row.organization_id, organizationName: row.organization_name,
      workplace: row.workplace, occupation: row.occupation, employedOn: row.employed_on, memberSince: row.member_since,
    };
  }

  private person(row: PersonRow): PersonView {
    return {
      id: row.id, name: maskName(row.name), idType: row.id_type, idNumber: maskIdNumber(this.cipher.openIdNumber(row.id, row.id_number)),
      sex: row.sex, birthYear: row.birth_year,
      mobile: row.mobile === null ? null : maskMobile(this.cipher.openMobile(row.id, row.mobile)), version: row.version,
    };
  }
}

/** The current membership by which a person is shown: the one in the actor's own organization before those below it. */
export async function memberRowOf<Row>(tx: Tx, select: string, personId: string): Promise<Row | undefined> {
  return tx.row<Row>(
    `${select} WHERE m.person_id = $1 AND m.valid_to IS NULL ORDER BY (m.organization_id = $2::uuid) DESC, m.organization_path, m.id LIMIT 1`,
    [personId, tx.actor.organizationId]);
}

/** Ranges, not LIKE: under a policy only these may use an index. */
function memberConditions(
  filter: { readonly name?: string; readonly organizationId?: string }, after: CursorValue[] | undefined,
): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['m.valid_to IS NULL'];
  if (filter.name !== undefined) {
    const prefix = put(normalizeName(filter.name));
    conditions.push(`p.name COLLATE "C" >= ${prefix}::text AND p.name COLLATE "C" < ${prefix}::text || chr(1114111)`);
  }
  if (filter.organizationId !== undefined) {
    const root = `(SELECT r.path FROM organizations r WHERE r.id = ${put(filter.organizationId)})`;
    conditions.push(`m.organization_path >= ${root} AND m.organization_path < ${root} || chr(1114111)`);
  }
  if (after) conditions.push(`(m.organization_path, m.id) > (${put(after[0])}, ${put(after[1])}::uuid)`);
  return { conditions, values };
}
