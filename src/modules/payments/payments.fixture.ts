import type { TestDatabase } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { Reveals } from '../../platform/audit/reveals.js';
import type { Tx } from '../../platform/database/transactions.js';
import { FundsRepository } from '../funds/funds.repository.js';
import { LedgerRepository } from '../funds/ledger.repository.js';
import { FundLedger } from '../funds/public/fund-ledger.js';
import { CreateFund } from '../funds/use-cases/create-fund.js';
import { RecordContribution } from '../funds/use-cases/record-contribution.js';
import { CaseParts } from '../reviews/public/case-parts.js';
import { PayableQueries } from './payables.queries.js';
import { PaymentsRepository } from './payments.repository.js';
import { Payables } from './public/payables.js';
import { PaymentSources, type PaymentSource } from './public/payment-sources.js';
import { PayDirectly } from './use-cases/pay-directly.js';
import { RevealPayee } from './use-cases/reveal-payee.js';

export const ACCOUNT_NUMBER = '6222020200000000011';

/** Remembers what it was told; refuses a case that it has been told to refuse. */
export class TrialSource implements PaymentSource {
  readonly type = 'trial';
  readonly paid: string[] = [];
  refuses: string | null = null;

  async onPaid(_tx: Tx, sourceIds: readonly string[], paidOn: string): Promise<void> {
    if (this.refuses && sourceIds.includes(this.refuses)) throw new Error('the case says no');
    this.paid.push(...sourceIds.map((id) => `${id} ${paidOn}`));
  }

  async onFailed(): Promise<void> {
    throw new Error('No payment fails here');
  }

  async onReversed(): Promise<void> {
    throw new Error('No payment is reversed here');
  }
}

export interface OpenCase {
  readonly payableId: string;
  readonly sourceId: string;
  readonly fundId: string;
  readonly reservationId: string;
  readonly registrar: Actor;
  readonly reviewer: Actor;
  readonly approver: Actor;
}

/** The payments with everything beneath them on a real database, and decided cases to pay. */
export class PaymentsTrial {
  readonly repository = new PaymentsRepository();
  readonly source = new TrialSource();
  readonly sources = new PaymentSources();
  readonly ledger = new FundLedger(new LedgerRepository());
  readonly parts = new CaseParts();
  readonly queries: PayableQueries;
  readonly payables: Payables;
  readonly payDirectly: PayDirectly;
  readonly revealPayee: RevealPayee;

  constructor(readonly db: TestDatabase) {
    this.sources.register(this.source);
    this.queries = new PayableQueries(db.transactions, db.cipher);
    this.payables = new Payables(this.repository, this.sources, db.cipher);
    this.payDirectly = new PayDirectly(db.transactions, this.repository, this.parts, this.ledger, this.sources, db.clock);
    this.revealPayee = new RevealPayee(db.transactions, this.repository, this.queries, new Reveals(db.clock));
  }

  /** A fund of a branch with money in it. */
  async fund(path: string, amountFen: bigint): Promise<string> {
    const actor = await this.db.actor({ path, roles: [] });
    const funds = new FundsRepository();
    const { id } = await new CreateFund(this.db.transactions, funds).execute(actor, { code: `F${newId().slice(-8).toUpperCase()}`, nameZh: '爱心互助保障基金', purpose: 'mutual_aid' });
    await new RecordContribution(this.db.transactions, funds, new LedgerRepository(), this.db.clock).execute(actor, { fundId: id, amountFen, from: '某' });
    return id;
  }

  /** A case that three people have registered, reviewed and approved today. */
  async decidedCase(path: string, fundId: string, amountFen = 1_000_000n): Promise<OpenCase> {
    const [registrar, reviewer, approver] = [await this.db.actor({ path, roles: [] }), await this.db.actor({ path, roles: [] }), await this.db.actor({ path, roles: [] })];
    const sourceId = newId();
    await this.db.transactions.run(registrar, (tx) => this.parts.take(tx, 'trial', sourceId, 'registrar'));
    await this.db.transactions.run(reviewer, (tx) => this.parts.take(tx, 'trial', sourceId, 'first_reviewer'));
    return this.db.transactions.run(approver, async (tx) => {
      await this.parts.take(tx, 'trial', sourceId, 'final_approver');
      return { ...(await this.open(tx, { sourceId, fundId, amountFen }, [registrar, reviewer, approver])), registrar, reviewer, approver };
    });
  }

  /** Reserves and opens the payable of a case in an open transaction. */
  async open(tx: Tx, wanted: { sourceId: string; fundId: string; amountFen: bigint }, people: readonly [Actor, Actor, Actor]) {
    const { organizationId, scope: organizationPath } = tx.actor;
    const openedOn = this.db.clock.today();
    const reservationId = await this.ledger.reserve(tx, { ...wanted, sourceType: 'trial', beneficiaryOrganizationId: organizationId, businessDate: openedOn });
    const payableId = await this.payables.open(tx, {
      ...wanted, sourceType: 'trial', reservationId, payeePersonId: await this.person(), payeeName: '张三丰',
      account: { number: ACCOUNT_NUMBER, bankName: '中国工商银行吴江支行' }, organizationId, organizationPath, openedOn,
      registeredBy: idOf(people[0]), reviewedBy: idOf(people[1]), approvedBy: idOf(people[2]),
    });
    return { payableId, sourceId: wanted.sourceId, fundId: wanted.fundId, reservationId };
  }

  private async person(): Promise<string> {
    const id = newId();
    await this.db.owner.query(
      `INSERT INTO people (id, name, id_type, id_number, id_number_index, sex, birth_date) VALUES ($1, '张三丰', 'resident_id', '\\x00', $2, 'male', '1976-03-15')`,
      [id, Buffer.from(id)]);
    return id;
  }
}

function idOf(actor: Actor): string {
  if (!actor.accountId) throw new Error('A case has people');
  return actor.accountId;
}
