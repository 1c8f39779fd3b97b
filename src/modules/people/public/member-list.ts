import { Inject, Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import type { CheckedRow, ColumnProblem, GoodRow, ImportRecord } from '../../../platform/lists/import-kinds.js';
import { peopleProblem } from '../imports/member-columns.js';
import { disagreements, type MemberRow } from '../rules/member-details.js';
import { birthDateOfNumber, sexOfNumber } from '../rules/id-number-facts.js';
import { MemberRegistrar } from './member-registrar.js';

export { memberColumns } from '../imports/member-columns.js';

/** What became of one row of a member list. */
export type ListedMember =
  | { readonly rowNumber: number; readonly personId: string; readonly known: boolean }
  | { readonly rowNumber: number; readonly problems: readonly ColumnProblem[] };

/** The row of a member list as the registrar takes it. @param values what the columns have read */
export function toMemberRow(values: Readonly<Record<string, string>>): MemberRow {
  const { name = '', idNumber = '', mobile, workplace, occupation, employedOn, accountNumber, bankName } = values;
  return {
    name, idNumber, sex: sexOfNumber(idNumber), birthDate: birthDateOfNumber(idNumber),
    ...(mobile === undefined ? {} : { mobile }), ...(workplace === undefined ? {} : { workplace }),
    ...(occupation === undefined ? {} : { occupation }), ...(employedOn === undefined ? {} : { employedOn }),
    ...(accountNumber === undefined || bankName === undefined ? {} : { account: { number: accountNumber, bankName } }),
  };
}

/** What the columns of a member list can not see one by one. Pure. */
export function checkMemberRow(values: Readonly<Record<string, string>>): ColumnProblem[] {
  const { idNumber = '', accountNumber, bankName } = values;
  const problems: ColumnProblem[] = disagreements(values, { sex: sexOfNumber(idNumber), birthDate: birthDateOfNumber(idNumber) })
    .map(({ field, code }) => ({ ...peopleProblem(code), columnKey: field }));
  if ((accountNumber === undefined) !== (bankName === undefined)) {
    problems.push({ ...peopleProblem('person.account_incomplete'), columnKey: accountNumber === undefined ? 'bankName' : 'accountNumber' });
  }
  return problems;
}

/** A person may stand only once in a list. */
export function memberKey(values: Readonly<Record<string, string>>): { columnKey: string; key: string } {
  return { columnKey: 'idNumber', key: values['idNumber'] ?? '' };
}

/** The parts of a member list that look at the database, for every kind of import whose rows are members. */
@Injectable()
export class MemberList {
  constructor(
    @Inject(MemberRegistrar) private readonly registrar: MemberRegistrar,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  /**
   * The second look: refused where the name differs, and the union above is told unless the list is only tried;
   * known where the person is registered in this organization.
   */
  async checkRows(tx: Tx, record: Pick<ImportRecord, 'dryRun'>, rows: readonly GoodRow[]): Promise<CheckedRow[]> {
    const members = rows.map((row) => toMemberRow(row.values));
    const outlook = await this.registrar.lookAhead(tx, members);
    const differing = members.filter((_member, at) => outlook[at] === 'differs');
    // A check is one long transaction: notices that waited for its end would hold up whoever registers the same people meanwhile.
    if (differing.length > 0 && !record.dryRun) await this.transactions.run(tx.actor, (own) => this.registrar.tellOfDifferences(own, differing));
    return rows.flatMap(({ rowNumber }, at): CheckedRow[] => {
      if (outlook[at] === 'differs') return [{ rowNumber, problems: [nameDiffers()] }];
      return outlook[at] === 'known' ? [{ rowNumber, known: true }] : [];
    });
  }

  /** Registers the rows as members, and tells the union above of names that differ; one answer a row, in their order. */
  async register(tx: Tx, rows: readonly GoodRow[]): Promise<ListedMember[]> {
    const members = rows.map((row) => toMemberRow(row.values));
    const registered = await this.registrar.registerSet(tx, members);
    await this.registrar.tellOfDifferences(tx, members.filter((_member, at) => 'refusal' in (registered[at] ?? {})));
    return rows.map(({ rowNumber }, at): ListedMember => {
      const member = registered[at];
      if (!member || 'refusal' in member) return { rowNumber, problems: [nameDiffers()] };
      return { rowNumber, personId: member.personId, known: member.outcome === 'known' };
    });
  }
}

function nameDiffers(): ColumnProblem {
  return { ...peopleProblem('person.name_differs'), columnKey: 'name' };
}
