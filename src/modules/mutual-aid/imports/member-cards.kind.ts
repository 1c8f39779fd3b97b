import { Injectable } from '@nestjs/common';
import { isUuid } from '../../../kernel/ids.js';
import { fillSentence, Refused, type FieldError } from '../../../kernel/refusals.js';
import type { Tx } from '../../../platform/database/transactions.js';
import type { AppliedRow, CheckedRow, ColumnProblem, GoodRow, ImportKind, ImportRecord } from '../../../platform/lists/import-kinds.js';
import { checkMemberRow, memberColumns, memberKey, MemberList, toMemberRow } from '../../people/public/member-list.js';
import { CardBatchesRepository } from '../card-batches.repository.js';
import { cardsRefusals, type CardRefusal } from '../cards.refusals.js';
import { ageProblem } from '../rules/card-holder.js';
import { IssueCards, type IssueOutcome, type IssueRefusal } from '../use-cases/issue-cards.js';

const OPTION = 'cardBatchId';

/**
 * The kind `member-cards`: each row becomes a member of the organization that imports it, with a card of the batch that the option
 * names. A member gets the card too; who holds a live card of the plan already is known.
 */
@Injectable()
export class MemberCardsKind implements ImportKind {
  readonly name = 'member-cards';
  readonly nameZh = '会员及互助保障卡';
  readonly permission = 'cards:write';
  readonly columns = memberColumns;
  readonly checkRow = checkMemberRow;
  readonly uniqueKey = memberKey;
  readonly options = {
    fields: [OPTION],
    validate: (tx: Tx, fields: Readonly<Record<string, string>>) => this.openBatch(tx, fields[OPTION]),
  };

  constructor(
    private readonly members: MemberList,
    private readonly batches: CardBatchesRepository,
    private readonly cards: IssueCards,
  ) {}

  /** A row is refused where the name differs or the plan does not take the age. Whether a member holds a card shows when it is given. */
  readonly checkRows = async (tx: Tx, record: ImportRecord, rows: readonly GoodRow[]): Promise<CheckedRow[]> => {
    const ages = await this.cards.ageRule(tx, batchOf(record));
    const tooYoungOrOld = rows.flatMap(({ rowNumber, values }): CheckedRow[] => {
      const details = ageProblem(toMemberRow(values).birthDate, ages.validFrom, ages);
      return details ? [{ rowNumber, problems: [problemOf({ code: 'card.holder_age', details })] }] : [];
    });
    const refused = new Set(tooYoungOrOld.map((row) => row.rowNumber));
    const members = await this.members.checkRows(tx, record, rows.filter((row) => !refused.has(row.rowNumber)));
    return [...tooYoungOrOld, ...members.filter((row) => 'problems' in row)];
  };

  readonly applyRows = async (tx: Tx, record: ImportRecord, rows: readonly GoodRow[]): Promise<AppliedRow[]> => {
    const listed = await this.members.register(tx, rows);
    const personIds = listed.flatMap((row) => ('personId' in row ? [row.personId] : []));
    const outcomes = new Map((await this.cards.issueSet(tx, batchOf(record), personIds)).map((outcome) => [outcome.personId, outcome]));
    return listed.map((row): AppliedRow => ('personId' in row ? appliedRow(row.rowNumber, outcomes.get(row.personId)) : row));
  };

  /** @throws Refused `request.invalid`, its field error saying whether the batch is out of sight, of another organization, or not open */
  private async openBatch(tx: Tx, batchId: string | undefined): Promise<Record<string, string>> {
    const batch = batchId !== undefined && isUuid(batchId) ? await this.batches.find(tx, batchId) : undefined;
    if (!batch) throw wrongOption('card_batch.not_found');
    if (batch.organizationId !== tx.actor.organizationId) throw wrongOption('card_batch.other_branch');
    if (batch.status !== 'open') throw wrongOption('card_batch.not_open', { status: batch.status });
    return { [OPTION]: batch.id };
  }
}

function appliedRow(rowNumber: number, outcome: IssueOutcome | undefined): AppliedRow {
  if (!outcome) throw new Error('A registered member was passed over when the cards were given');
  if ('refusal' in outcome) return { rowNumber, problems: [problemOf(outcome.refusal)] };
  return { rowNumber, resultId: outcome.personId, known: outcome.known };
}

function problemOf({ code, details }: IssueRefusal): ColumnProblem {
  const { zh, en } = cardsRefusals[code];
  return { columnKey: 'idNumber', code, zh: fillSentence(zh, details), en: fillSentence(en, details) };
}

function wrongOption(code: CardRefusal, details: Record<string, string> = {}): Refused {
  const { zh, en } = cardsRefusals[code];
  const error: FieldError = { field: OPTION, code, zh: fillSentence(zh, details), en: fillSentence(en, details) };
  return new Refused('request.invalid', { errors: [error] });
}

function batchOf(record: ImportRecord): string {
  const batchId = record.options[OPTION];
  if (batchId === undefined) throw new Error('An import of cards was kept without its batch');
  return batchId;
}
