import { Inject, Injectable } from '@nestjs/common';
import { maskBankAccount, maskName } from '../../../kernel/masks.js';
import { Refused } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import { PersonCipher } from '../person-cipher.js';
import type { Sex } from '../rules/member-details.js';

/** A person as lists show one. */
export interface PersonSummary {
  readonly id: string;
  readonly maskedName: string;
}

/** What the rules of a programme need to know of a person. Not for answers: nothing here is masked. */
export interface PersonFacts {
  readonly id: string;
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly sex: Sex;
  readonly idNumberIndex: Buffer;
}

/** A bank account that the branch knows of a person. */
export interface PersonAccount {
  readonly accountNumberIndex: Buffer;
  readonly maskedNumber: string;
  readonly bankName: string;
}

/** People for other modules: only those whom the transaction's branch may see. */
@Injectable()
export class People {
  constructor(@Inject(PersonCipher) private readonly cipher: PersonCipher) {}

  /** Masked names of the people in scope among the ids, in no particular order. */
  async personSummaries(tx: Tx, ids: readonly string[]): Promise<PersonSummary[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<{ id: string; name: string }>('SELECT id, name FROM people WHERE id = ANY ($1::uuid[])', [[...new Set(ids)]]);
    return rows.map(({ id, name }) => ({ id, maskedName: maskName(name) }));
  }

  /** @throws Refused `person.not_found` when there is no such person in scope */
  async personFor(tx: Tx, id: string): Promise<PersonFacts> {
    const row = await tx.row<PersonFacts>(
      `SELECT id, name, birth_date::text AS "birthDate", sex, id_number_index AS "idNumberIndex" FROM people WHERE id = $1`, [id]);
    if (!row) throw new Refused('person.not_found');
    return row;
  }

  /** The accounts of a person that stand in scope, the oldest first. */
  async accountsOf(tx: Tx, personId: string): Promise<PersonAccount[]> {
    const rows = await tx.rows<{ id: string; account_number: Buffer; account_number_index: Buffer; bank_name: string }>(
      'SELECT id, account_number, account_number_index, bank_name FROM bank_accounts WHERE person_id = $1 ORDER BY id', [personId]);
    return rows.map((row) => ({
      accountNumberIndex: row.account_number_index, bankName: row.bank_name,
      maskedNumber: maskBankAccount(this.cipher.openAccount(row.id, row.account_number)),
    }));
  }
}
