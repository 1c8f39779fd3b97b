import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { maskBankAccount, maskName } from '../../kernel/masks.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { cursorOrThrow } from '../../platform/http/pages.js';
import type { PayablesQuery } from './dto/payable-requests.js';
import type { PayableDetailView, PayableView, PaymentView } from './dto/payable-views.js';
import type { PaymentRefusal } from './payments.refusals.js';

/** A payee as the cashier needs it to pay. */
export interface RevealedPayee {
  readonly payeeName: string;
  readonly accountNumber: string | null;
  readonly bankName: string | null;
}

const COLUMNS = `
  SELECT p.id, p.status, p.organization_id AS "organizationId", coalesce(o.name_zh, '') AS "organizationNameZh", p.fund_id AS "fundId",
    coalesce(f.name_zh, '') AS "fundNameZh", p.amount_fen AS "amountFen", p.payee_name AS "payeeName", p.account_number AS "accountNumber",
    p.bank_name AS "bankName", p.source_type AS "sourceType", p.source_id AS "sourceId", p.installment,
    p.opened_on::text AS "openedOn", p.version, p.organization_path AS "organizationPath"`;
// A name that is out of sight must not take its payable out of a list.
const NAMES = 'LEFT JOIN organizations o ON o.id = p.organization_id LEFT JOIN funds f ON f.id = p.fund_id';

/** Sorts before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const PAYMENT = `
  SELECT y.id, y.payable_id AS "payableId", p.status AS "payableStatus", y.attempt, y.method, y.status, y.amount_fen AS "amountFen",
    y.bank_reference AS "bankReference", y.receipt_document_id AS "receiptDocumentId", y.paid_on::text AS "paidOn", y.version
  FROM payments y JOIN payables p ON p.id = y.payable_id`;

type PayableRow = Omit<PayableView, 'amountFen' | 'accountNumber'> & { amountFen: string; accountNumber: Buffer | null; organizationPath: string };
type PaymentRow = Omit<PaymentView, 'amountFen'> & { amountFen: string };

/** What the API shows of payables and payments. It never touches what a case is about. */
@Injectable()
export class PayableQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly cipher: FieldCipher,
  ) {}

  /** A page of the branch's payables, organization by organization in the order of the tree, oldest first in each. */
  async list(actor: Actor, query: PayablesQuery): Promise<Page<PayableView>> {
    // From the branch's own path on, which no path in it precedes, so that the index is entered where the branch begins.
    const [path, id] = cursorOrThrow(query, ['text', 'uuid']) ?? [actor.scope, FIRST_ID];
    const rows = await this.transactions.read(actor, (tx) => tx.rows<PayableRow>(
      `${COLUMNS} FROM (
         SELECT * FROM payables WHERE ($1::text IS NULL OR status = $1) AND (organization_path, id) > ($2, $3)
         ORDER BY organization_path, id LIMIT $4) p ${NAMES} ORDER BY p.organization_path, p.id`,
      [query.status ?? null, path, id, query.limit + 1]));
    const page = pageOf(rows, query.limit, (row) => [row.organizationPath, row.id]);
    return { ...page, items: page.items.map((row) => this.masked(row)) };
  }

  /** @throws Refused `payable.not_found` */
  async findOrThrow(actor: Actor, id: string): Promise<PayableDetailView> {
    return this.transactions.read(actor, async (tx) => {
      const row = await findRow(tx, id);
      const payments = await tx.rows<PaymentRow>(`${PAYMENT} WHERE y.payable_id = $1 ORDER BY y.attempt`, [id]);
      const receipts = await tx.rows<{ id: string }>(
        'SELECT document_id AS id FROM payable_receipts WHERE payable_id = $1 ORDER BY document_id', [id]);
      return { ...this.masked(row), payments: payments.map(paymentView), receiptDocumentIds: receipts.map((receipt) => receipt.id) };
    });
  }

  /** @throws Refused `payable.not_found` */
  async payment(actor: Actor, paymentId: string): Promise<PaymentView> {
    const row = await this.transactions.read(actor, (tx) => tx.row<PaymentRow>(`${PAYMENT} WHERE y.id = $1`, [paymentId]));
    if (!row) throw new Refused<PaymentRefusal>('payable.not_found');
    return paymentView(row);
  }

  /** The payee unmasked, for a transaction that records the look. @throws Refused `payable.not_found` */
  async payee(tx: Tx, payableId: string): Promise<RevealedPayee> {
    const row = await findRow(tx, payableId);
    return { payeeName: row.payeeName, accountNumber: this.accountNumber(row), bankName: row.bankName };
  }

  private masked({ organizationPath: _path, ...row }: PayableRow): PayableView {
    const number = this.accountNumber(row);
    return {
      ...row, amountFen: BigInt(row.amountFen), payeeName: maskName(row.payeeName),
      accountNumber: number === null ? null : maskBankAccount(number),
    };
  }

  private accountNumber(row: Pick<PayableRow, 'id' | 'accountNumber'>): string | null {
    const { id: rowId, accountNumber } = row;
    return accountNumber === null ? null : this.cipher.open({ table: 'payables', column: 'account_number', rowId }, accountNumber);
  }
}

async function findRow(tx: Tx, id: string): Promise<PayableRow> {
  const row = await tx.row<PayableRow>(`${COLUMNS} FROM payables p ${NAMES} WHERE p.id = $1`, [id]);
  if (!row) throw new Refused<PaymentRefusal>('payable.not_found');
  return row;
}

function paymentView(row: PaymentRow): PaymentView {
  return { ...row, amountFen: BigInt(row.amountFen) };
}
