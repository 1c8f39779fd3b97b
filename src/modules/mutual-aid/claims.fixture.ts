import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../../../test/support/database.js';
import { Environment } from '../../config/env.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { Reveals } from '../../platform/audit/reveals.js';
import { DocumentRecords } from '../../platform/documents/document-records.js';
import { FileStore } from '../../platform/documents/file-store.js';
import { JobRunner } from '../../platform/outbox/job-runner.js';
import { JobRegistry } from '../../platform/outbox/jobs.js';
import { AidRecordsRepository } from '../aid-records/aid-records.repository.js';
import { AidRecords } from '../aid-records/public/aid-records.js';
import { FundsRepository } from '../funds/funds.repository.js';
import { LedgerRepository } from '../funds/ledger.repository.js';
import { FundLedger } from '../funds/public/fund-ledger.js';
import { CreateFund } from '../funds/use-cases/create-fund.js';
import { RecordContribution } from '../funds/use-cases/record-contribution.js';
import { PaymentsRepository } from '../payments/payments.repository.js';
import { Payables } from '../payments/public/payables.js';
import { PaymentSources } from '../payments/public/payment-sources.js';
import { PayDirectly } from '../payments/use-cases/pay-directly.js';
import { PersonCipher } from '../people/person-cipher.js';
import { People } from '../people/public/people.js';
import { CaseParts } from '../reviews/public/case-parts.js';
import { DueDates } from '../reviews/public/due-dates.js';
import { ReviewSubjects } from '../reviews/public/review-subjects.js';
import { ReviewTasks } from '../reviews/public/review-tasks.js';
import { ReviewTasksQueries } from '../reviews/review-tasks.queries.js';
import { ReviewTasksRepository } from '../reviews/review-tasks.repository.js';
import { DecideTask } from '../reviews/use-cases/decide-task.js';
import { LeaseTask } from '../reviews/use-cases/lease-task.js';
import { LookAtTask } from '../reviews/use-cases/look-at-task.js';
import { ReleaseLease } from '../reviews/use-cases/release-lease.js';
import { CardsRepository } from './cards.repository.js';
import { ClaimContents } from './claim-contents.js';
import { ClaimDocumentsRepository } from './claim-documents.repository.js';
import { ClaimFindingsRepository } from './claim-findings.repository.js';
import { ClaimMoves } from './claim-moves.js';
import { ClaimPaymentSource } from './claim-payment-source.js';
import { ClaimPlanTerms } from './claim-plan-terms.js';
import { ClaimReviewSubject } from './claim-review-subject.js';
import { ClaimSecrets } from './claim-secrets.js';
import { ClaimTraitsQueries } from './claim-traits.queries.js';
import { ClaimsQueries } from './claims.queries.js';
import { ClaimsRepository } from './claims.repository.js';
import { screenClaimJob } from './jobs/screen-claim.job.js';
import { PlansRepository } from './plans.repository.js';
import type { ClaimDocumentKind } from './rules/claim-documents.js';
import type { Diagnosis } from './rules/claim-input.js';
import type { PlanVersionTerms } from './rules/plan-version.js';
import { ApproveClaim } from './use-cases/approve-claim.js';
import { AttachClaimDocument } from './use-cases/attach-claim-document.js';
import { CreateClaim, type CreateClaimCommand } from './use-cases/create-claim.js';
import { CreatePlan } from './use-cases/create-plan.js';
import { DecideClaim } from './use-cases/decide-claim.js';
import { EditClaim } from './use-cases/edit-claim.js';
import { OpenClaimDocument } from './use-cases/open-claim-document.js';
import { RemoveClaimDocument } from './use-cases/remove-claim-document.js';
import { RevealClaim } from './use-cases/reveal-claim.js';
import { ScreenClaim } from './use-cases/screen-claim.js';
import { SettleClaims } from './use-cases/settle-claims.js';
import { SubmitClaim } from './use-cases/submit-claim.js';
import { WithdrawClaim } from './use-cases/withdraw-claim.js';
import { WritePlanVersion } from './use-cases/write-plan-version.js';

export const leukaemia: Diagnosis = {
  icd10Code: 'C92.0', operationCode: null, text: '急性髓系白血病', diagnosedOn: '2011-03-10', hospitalName: '苏州大学附属第一医院', hospitalGrade: 3,
};
export const requiredKinds: readonly ClaimDocumentKind[] = ['claim_form', 'id_copy', 'diagnosis_report'];

const terms: PlanVersionTerms = {
  validFrom: '2011-01-01', validTo: null, benefitFen: 1_000_000n, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180,
  minimumHospitalGrade: 2, minimumAge: null, maximumAge: null, firstReviewWorkingDays: 5, finalReviewWorkingDays: 5,
  requiredDocuments: requiredKinds, waivableFindings: ['claim_too_late'],
};

/** A holder with a card of the plan. */
export interface Holder {
  readonly cardId: string;
  readonly personId: string;
  readonly name: string;
  readonly accountNumber: string;
}

export interface Office {
  readonly caseworker: Actor;
  readonly reviewer: Actor;
  readonly approver: Actor;
  readonly cashier: Actor;
}

/** Claims and everything beneath them on a real database. */
export class ClaimsTrial {
  readonly parts = new CaseParts();
  readonly subjects = new ReviewSubjects();
  readonly registry = new JobRegistry();
  readonly sources = new PaymentSources();
  readonly repository = new ClaimsRepository();
  readonly taskRepository = new ReviewTasksRepository();
  readonly environment = new Environment();
  readonly queries: ClaimsQueries;
  readonly taskQueries: ReviewTasksQueries;
  readonly createClaim: CreateClaim;
  readonly editClaim: EditClaim;
  readonly attachDocument: AttachClaimDocument;
  readonly removeDocument: RemoveClaimDocument;
  readonly openDocument: OpenClaimDocument;
  readonly submitClaim: SubmitClaim;
  readonly withdrawClaim: WithdrawClaim;
  readonly revealClaim: RevealClaim;
  readonly screenClaim: ScreenClaim;
  readonly settleClaims: SettleClaims;
  readonly leaseTask: LeaseTask;
  readonly releaseLease: ReleaseLease;
  readonly decideTask: DecideTask;
  readonly lookAtTask: LookAtTask;
  readonly payDirectly: PayDirectly;
  readonly files: FileStore;
  private holders = 0;

  private constructor(readonly db: TestDatabase, private readonly folder: string) {
    const { transactions, cipher, clock, outbox } = db;
    this.files = new FileStore(folder, db.keyring);
    const documents = new DocumentRecords(this.files, cipher, clock);
    const people = new People(new PersonCipher(cipher));
    const secrets = new ClaimSecrets(cipher);
    const moves = new ClaimMoves(secrets, clock);
    const planTerms = new ClaimPlanTerms(new PlansRepository());
    const contents = new ClaimContents(people, planTerms, secrets, clock);
    const findings = new ClaimFindingsRepository(secrets);
    const claimDocuments = new ClaimDocumentsRepository();
    const traits = new ClaimTraitsQueries();
    const reveals = new Reveals(clock);
    const tasks = new ReviewTasks(this.subjects, clock);
    const dueDates = new DueDates();
    const ledger = new FundLedger(new LedgerRepository());
    const payments = new PaymentsRepository();
    const aid = new AidRecords(new AidRecordsRepository());
    this.queries = new ClaimsQueries(transactions, people, contents, findings, claimDocuments, documents, moves, tasks);
    this.createClaim = new CreateClaim(transactions, this.repository, contents, moves, this.parts, clock);
    this.editClaim = new EditClaim(transactions, this.repository, contents, moves, this.parts);
    this.attachDocument = new AttachClaimDocument(transactions, this.repository, claimDocuments, documents, moves, this.parts);
    this.removeDocument = new RemoveClaimDocument(transactions, this.repository, claimDocuments, moves, this.parts, clock);
    this.openDocument = new OpenClaimDocument(transactions, claimDocuments, documents);
    this.submitClaim = new SubmitClaim(transactions, this.repository, moves, secrets, this.parts, outbox, clock);
    this.withdrawClaim = new WithdrawClaim(transactions, this.repository, moves, tasks);
    this.revealClaim = new RevealClaim(transactions, this.queries, contents, secrets, reveals);
    this.screenClaim = new ScreenClaim(
      this.repository, findings, claimDocuments, contents, planTerms, traits, people, moves, secrets, tasks, dueDates, clock);
    this.registry.register(screenClaimJob, (tx, payload) => this.screenClaim.execute(tx, payload));
    this.settleClaims = new SettleClaims(moves, new CardsRepository(), aid, clock);
    new ClaimPaymentSource(this.sources, this.settleClaims).onModuleInit();
    const approve = new ApproveClaim(moves, contents, ledger, new Payables(payments, this.sources, cipher), aid, clock);
    const decide = new DecideClaim(this.repository, findings, planTerms, moves, approve, tasks, dueDates, clock);
    new ClaimReviewSubject(this.subjects, this.queries, this.repository, contents, secrets, traits, reveals, decide).onModuleInit();
    this.taskQueries = new ReviewTasksQueries(transactions, this.subjects, clock);
    this.leaseTask = new LeaseTask(transactions, this.taskRepository, this.parts, clock, this.environment);
    this.releaseLease = new ReleaseLease(transactions, this.taskRepository);
    this.decideTask = new DecideTask(transactions, this.taskRepository, this.subjects, this.parts, clock, cipher);
    this.lookAtTask = new LookAtTask(transactions, this.taskQueries, this.subjects);
    this.payDirectly = new PayDirectly(transactions, payments, this.parts, ledger, this.sources, clock);
  }

  static async on(db: TestDatabase): Promise<ClaimsTrial> {
    return new ClaimsTrial(db, await mkdtemp(join(tmpdir(), 'bangfu-claims-')));
  }

  /** Removes the files; the database belongs to whoever made it. */
  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The people of an office; each has one role, held directly. */
  async office(path = WUJIANG): Promise<Office> {
    const make = (role: string) => this.db.actor({ path, roles: [role] });
    return { caseworker: await make('caseworker'), reviewer: await make('reviewer'), approver: await make('approver'), cashier: await make('cashier') };
  }

  /** A plan of Suzhou, for all its counties, with a fund that holds so much. */
  async plan(fundFen = 100_000_000n, changed: Partial<PlanVersionTerms> = {}): Promise<{ planId: string; fundId: string }> {
    const actor = await this.db.actor({ path: SUZHOU, roles: [] });
    const funds = new FundsRepository();
    const { id: fundId } = await new CreateFund(this.db.transactions, funds).execute(actor, { code: codeOf('F'), nameZh: '爱心互助保障基金', purpose: 'mutual_aid' });
    if (fundFen > 0n) {
      await new RecordContribution(this.db.transactions, funds, new LedgerRepository(), this.db.clock).execute(actor, { fundId, amountFen: fundFen, from: '某' });
    }
    const plans = new PlansRepository();
    const { id: planId } = await new CreatePlan(this.db.transactions, plans, new WritePlanVersion(plans)).execute(actor, {
      code: codeOf('P'), nameZh: '爱心互助保障计划', fundId, version: { terms: { ...terms, ...changed }, illnessCatalogue: 'WUJIANG-2011' },
    });
    return { planId, fundId };
  }

  /** A person with a card for 2011, known in the card's branch; with a person's id, a further card of that person. */
  async holder(planId: string, path = WUJIANG, person?: Pick<Holder, 'personId' | 'name' | 'accountNumber'>): Promise<Holder> {
    const number = (this.holders += 1);
    const { owner } = this.db;
    const organizationId = this.db.organization(path).id;
    const known = person ?? { personId: newId(), name: `王秀${String.fromCodePoint(0x4e00 + number)}`, accountNumber: accountNumberOf(number) };
    if (!person) {
      await owner.query(
        `INSERT INTO people (id, name, id_type, id_number, id_number_index, sex, birth_date) VALUES ($1, $2, 'resident_id', '\\x00', $3, 'female', '1970-05-01')`,
        [known.personId, known.name, Buffer.from(known.personId)]);
    }
    await owner.query(
      `INSERT INTO person_branches (person_id, organization_id, organization_path, because, since) VALUES ($1, $2, $3, 'member', '2011-01-04') ON CONFLICT DO NOTHING`,
      [known.personId, organizationId, path]);
    const { rows } = await owner.query<{ id: string }>('SELECT id FROM plan_versions WHERE plan_id = $1', [planId]);
    const [batchId, cardId, creator] = [newId(), newId(), (await this.db.actor({ path, roles: [] })).accountId];
    await owner.query(
      `INSERT INTO card_batches (id, organization_id, organization_path, plan_id, plan_version_id, name_zh, gifted, valid_from, created_by)
       VALUES ($1, $2, $3, $4, $5, '赠卡', true, '2011-01-10', $6)`, [batchId, organizationId, path, planId, rows[0]?.id, creator]);
    await owner.query(
      `INSERT INTO cards (id, card_number, person_id, batch_id, plan_id, plan_version_id, organization_id, organization_path, gifted, issued_on, valid_from, valid_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, '2011-01-10', $9, $10)`,
      [cardId, `T${number}`, known.personId, batchId, planId, rows[0]?.id, organizationId, path,
        person ? '2012-01-10' : '2011-01-10', person ? '2013-01-09' : '2012-01-09']);
    return { ...known, cardId };
  }

  /** A draft with whatever papers are wanted, each file unlike any other. */
  async draft(actor: Actor, holder: Holder, changed: Partial<CreateClaimCommand> = {}, kinds = requiredKinds): Promise<string> {
    const { id } = await this.createClaim.execute(actor, {
      cardId: holder.cardId, diagnosis: leukaemia, contactMobile: null,
      account: { payeeName: holder.name, accountNumber: holder.accountNumber, bankName: '中国工商银行吴江支行' }, ...changed,
    });
    for (const kind of kinds) await this.attach(actor, id, kind);
    return id;
  }

  async attach(actor: Actor, claimId: string, kind: ClaimDocumentKind, text: string = newId()): Promise<string> {
    const stored = await this.files.put(Readable.from([Buffer.from(`%PDF-1.4\n% ${text}\n%%EOF\n`)]), { maxBytes: 10_000 });
    return (await this.attachDocument.execute(actor, { claimId, kind, file: { ...stored, fileName: `${kind}.pdf` } })).id;
  }

  async submit(actor: Actor, claimId: string, contestedReason?: string): Promise<void> {
    const { version } = await this.queries.one(actor, claimId);
    await this.submitClaim.execute(actor, { claimId, version, ...(contestedReason === undefined ? {} : { contestedReason }) });
  }

  /** Runs every message that waits, as a worker would. @returns how many there were */
  async work(): Promise<number> {
    const { rows } = await this.db.owner.query<{ id: string }>('SELECT id FROM outbox WHERE done_at IS NULL AND dead_at IS NULL ORDER BY id');
    const runner = new JobRunner(this.db.transactions, this.registry);
    for (const { id } of rows) await runner.run(id);
    return rows.length;
  }

  /** A claim that was handed in and screened. */
  async filed(actor: Actor, holder: Holder, changed: Partial<CreateClaimCommand> = {}, kinds = requiredKinds): Promise<string> {
    const id = await this.draft(actor, holder, changed, kinds);
    await this.submit(actor, id);
    await this.work();
    return id;
  }

  /** A claim that was approved, through the hands of an office. */
  async approved({ caseworker, reviewer, approver }: Office, holder: Holder): Promise<string> {
    const id = await this.filed(caseworker, holder);
    await this.decide(reviewer, id);
    await this.decide(approver, id);
    return id;
  }

  /** Gives an account a role in its organization, so that tasks come to it from below. */
  async appoint(actor: Actor, role: 'reviewer' | 'approver'): Promise<void> {
    await this.db.owner.query(
      `INSERT INTO account_roles (id, account_id, role, organization_id, organization_path, valid_from) VALUES ($1, $2, $3, $4, $5, '2011-01-04')`,
      [newId(), actor.accountId, role, actor.organizationId, actor.scope]);
  }

  /** Takes the claim's task and decides it. */
  async decide(
    actor: Actor, claimId: string, outcome: 'endorse' | 'return' | 'reject' = 'endorse', reasonCode: string | null = null, comment: string | null = null,
  ): Promise<void> {
    const taskId = await this.lease(actor, claimId);
    const { version } = await this.queries.one(actor, claimId);
    await this.decideTask.execute(actor, { taskId, subjectVersion: version, outcome, reasonCode, comment });
  }

  /** Takes the live task of a claim. */
  async lease(actor: Actor, claimId: string): Promise<string> {
    const { rows } = await this.db.owner.query<{ id: string }>(
      `SELECT id FROM review_tasks WHERE subject_id = $1 AND status IN ('open', 'leased')`, [claimId]);
    return (await this.leaseTask.execute(actor, { taskId: rows[0]?.id ?? newId() })).id;
  }

  async statusOf(claimId: string): Promise<string> {
    return (await this.db.owner.query<{ status: string }>('SELECT status FROM claims WHERE id = $1', [claimId])).rows[0]?.status ?? '';
  }

  async findingsOf(claimId: string): Promise<string[]> {
    const { rows } = await this.db.owner.query<{ code: string }>(
      `SELECT code FROM claim_findings f WHERE claim_id = $1
         AND screening_number = (SELECT max(screening_number) FROM claim_findings WHERE claim_id = $1) ORDER BY code`, [claimId]);
    return rows.map((row) => row.code);
  }

  async eventsOf(claimId: string): Promise<string[]> {
    const { rows } = await this.db.owner.query<{ event: string }>('SELECT event FROM claim_events WHERE claim_id = $1 ORDER BY real_time, id', [claimId]);
    return rows.map((row) => row.event);
  }
}

export { TAICANG, WUJIANG };

function codeOf(letter: string): string {
  return `${letter}${newId().slice(-8).toUpperCase()}`;
}

/** A passbook's number with a right check digit (Luhn). */
function accountNumberOf(number: number): string {
  const digits = `10${String(number).padStart(8, '0')}`;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
