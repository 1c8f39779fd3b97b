import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';

/** What the database says of an ID number and a name: nobody has it, somebody of that name has, somebody else has. */
export type Match =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'differs' }
  | { readonly outcome: 'same'; readonly personId: string };

/** A person to be added, sealed. */
export interface NewPerson {
  readonly id: string;
  readonly name: string;
  readonly idType: string;
  readonly idNumber: Buffer;
  readonly idNumberIndex: Buffer;
  readonly sex: string;
  readonly birthDate: string;
  readonly mobile: Buffer | null;
  readonly mobileIndex: Buffer | null;
}

export interface NewMembership {
  readonly personId: string;
  readonly workplace: string | null;
  readonly occupation: string | null;
  readonly employedOn: string | null;
}

export interface NewAccount {
  readonly id: string;
  readonly personId: string;
  readonly accountNumber: Buffer;
  readonly accountNumberIndex: Buffer;
  readonly bankName: string;
}

/** Columns of one row as arrays, one an SQL column, for `unnest`. */
function column<Row, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] {
  return rows.map((row) => row[key]);
}

/** All SQL that writes people, who may see them, memberships and accounts. Every statement takes a whole set. */
@Injectable()
export class PeopleRepository {
  /** Looks across all branches and answers without showing anything of another. In the order of the input. */
  async match(tx: Tx, indexes: readonly Buffer[], names: readonly string[]): Promise<Match[]> {
    const rows = await tx.rows<{ outcome: Match['outcome']; person_id: string | null }>(
      'SELECT outcome, person_id FROM match_people($1::bytea[], $2::text[]) ORDER BY place', [indexes, names]);
    return rows.map(({ outcome, person_id }): Match => {
      if (outcome === 'same' && person_id !== null) return { outcome, personId: person_id };
      return outcome === 'absent' ? { outcome } : { outcome: 'differs' };
    });
  }

  /**
   * Adds people whose ID number nobody has yet; those that somebody adds at the same moment are passed over.
   * No conflict target and no RETURNING: both would ask for rows that become visible only with their branch.
   */
  async addPeople(tx: Tx, people: readonly NewPerson[]): Promise<void> {
    await tx.affected(
      `INSERT INTO people (id, name, id_type, id_number, id_number_index, sex, birth_date, mobile, mobile_index)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::date[], $8::bytea[], $9::bytea[]) AS t
       ORDER BY 5 ON CONFLICT DO NOTHING`,
      [column(people, 'id'), column(people, 'name'), column(people, 'idType'), column(people, 'idNumber'), column(people, 'idNumberIndex'),
        column(people, 'sex'), column(people, 'birthDate'), column(people, 'mobile'), column(people, 'mobileIndex')]);
  }

  /** Makes people visible in the actor's organization. @returns the ids that were not before */
  async attach(tx: Tx, personIds: readonly string[], since: string): Promise<Set<string>> {
    const rows = await tx.rows<{ person_id: string }>(
      `INSERT INTO person_branches (person_id, organization_id, organization_path, because, since)
       SELECT DISTINCT id, $2::uuid, $3, 'member', $4::date FROM unnest($1::uuid[]) AS t(id) ORDER BY id
       ON CONFLICT DO NOTHING RETURNING person_id`, [personIds, tx.actor.organizationId, tx.actor.scope, since]);
    return new Set(rows.map((row) => row.person_id));
  }

  /** Which of the people the actor's organization itself knows. */
  async knownHere(tx: Tx, personIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.rows<{ person_id: string }>(
      'SELECT person_id FROM person_branches WHERE organization_id = $1 AND person_id = ANY ($2::uuid[])', [tx.actor.organizationId, personIds]);
    return new Set(rows.map((row) => row.person_id));
  }

  /** Begins memberships in the actor's organization for those who have none. @returns the people who joined */
  async join(tx: Tx, members: readonly NewMembership[], validFrom: string): Promise<Set<string>> {
    const rows = await tx.rows<{ person_id: string }>(
      `INSERT INTO memberships (id, person_id, organization_id, organization_path, workplace, occupation, employed_on, valid_from)
       SELECT id, person_id, $6::uuid, $7, workplace, occupation, employed_on, $8::date
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::date[]) AS t(id, person_id, workplace, occupation, employed_on)
       ORDER BY person_id ON CONFLICT DO NOTHING RETURNING person_id`,
      [members.map(() => newId()), column(members, 'personId'), column(members, 'workplace'), column(members, 'occupation'),
        column(members, 'employedOn'), tx.actor.organizationId, tx.actor.scope, validFrom]);
    return new Set(rows.map((row) => row.person_id));
  }

  async addAccounts(tx: Tx, accounts: readonly NewAccount[]): Promise<void> {
    if (accounts.length === 0) return;
    await tx.affected(
      `INSERT INTO bank_accounts (id, person_id, organization_path, account_number, account_number_index, bank_name)
       SELECT id, person_id, $6, number, number_index, bank_name
       FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::text[]) AS t(id, person_id, number, number_index, bank_name)
       ORDER BY person_id, number_index ON CONFLICT DO NOTHING`,
      [column(accounts, 'id'), column(accounts, 'personId'), column(accounts, 'accountNumber'), column(accounts, 'accountNumberIndex'),
        column(accounts, 'bankName'), tx.actor.scope]);
  }

  /** Leaves a notice with every other branch that knows these people; it names this branch and nothing else. */
  async tellOtherBranches(tx: Tx, personIds: readonly string[], on: string): Promise<void> {
    if (personIds.length === 0) return;
    await tx.rows('SELECT tell_other_branches($1::uuid[], $2::uuid, $3::date)', [personIds, tx.actor.organizationId, on]);
  }

  /** Leaves a notice above this branch and those that know the people whose name differs. @param names what was typed, one an index */
  async tellCommonOrganization(tx: Tx, indexes: readonly Buffer[], names: readonly string[], on: string): Promise<void> {
    await tx.rows('SELECT tell_common_organization($1::bytea[], $2::text[], $3::uuid, $4::date)', [indexes, names, tx.actor.organizationId, on]);
  }

  /** Changes a person whose version is the one that was seen; undefined leaves a column as it is. @returns whether it was */
  async changePerson(
    tx: Tx, id: string, version: number, change: { name?: string; mobile?: Buffer | null; mobileIndex?: Buffer | null },
  ): Promise<boolean> {
    return (await tx.affected(
      `UPDATE people SET version = version + 1, name = coalesce($3, name),
         mobile = CASE WHEN $4 THEN $5 ELSE mobile END, mobile_index = CASE WHEN $4 THEN $6 ELSE mobile_index END
       WHERE id = $1 AND version = $2`,
      [id, version, change.name ?? null, change.mobile !== undefined, change.mobile ?? null, change.mobileIndex ?? null])) === 1;
  }

  /** Changes a membership; undefined leaves a column as it is, null empties it. */
  async changeMembership(
    tx: Tx, id: string, change: { workplace?: string | null; occupation?: string | null; employedOn?: string | null },
  ): Promise<void> {
    await tx.affected(
      `UPDATE memberships SET version = version + 1, workplace = CASE WHEN $2 THEN $3 ELSE workplace END,
         occupation = CASE WHEN $4 THEN $5 ELSE occupation END, employed_on = CASE WHEN $6 THEN $7::date ELSE employed_on END
       WHERE id = $1`,
      [id, change.workplace !== undefined, change.workplace ?? null, change.occupation !== undefined, change.occupation ?? null,
        change.employedOn !== undefined, change.employedOn ?? null]);
  }
}
