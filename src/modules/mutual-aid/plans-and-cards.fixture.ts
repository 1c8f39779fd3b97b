import type { TestDatabase } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { PeopleRepository } from '../people/people.repository.js';
import { PersonCipher } from '../people/person-cipher.js';
import { MemberList } from '../people/public/member-list.js';
import { MemberRegistrar } from '../people/public/member-registrar.js';
import { People } from '../people/public/people.js';
import { CardBatchesQueries } from './card-batches.queries.js';
import { CardBatchesRepository } from './card-batches.repository.js';
import { CardsQueries } from './cards.queries.js';
import { CardsRepository } from './cards.repository.js';
import { MemberCardsKind } from './imports/member-cards.kind.js';
import { PlansQueries } from './plans.queries.js';
import { PlansRepository } from './plans.repository.js';
import type { PlanVersionTerms } from './rules/plan-version.js';
import { AddPlanVersion } from './use-cases/add-plan-version.js';
import { CloseCardBatch } from './use-cases/close-card-batch.js';
import { CreateCardBatch } from './use-cases/create-card-batch.js';
import { CreatePlan, type CreatePlanCommand } from './use-cases/create-plan.js';
import { IssueCards } from './use-cases/issue-cards.js';
import { WritePlanVersion, type PlanVersionCommand } from './use-cases/write-plan-version.js';

/** The terms of 2011. */
export const terms2011: PlanVersionTerms = {
  validFrom: '2011-01-01', validTo: null, benefitFen: 1_000_000n, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180,
  minimumHospitalGrade: 2, minimumAge: null, maximumAge: null, firstReviewWorkingDays: 5, finalReviewWorkingDays: 5,
  requiredDocuments: ['claim_form', 'id_copy', 'diagnosis_report'], waivableFindings: [],
};

/** The use cases of plans and cards, put together on a test's database. */
export function plansAndCardsOn(db: TestDatabase) {
  const plans = new PlansRepository();
  const batches = new CardBatchesRepository();
  const versions = new WritePlanVersion(plans);
  const cipher = new PersonCipher(db.cipher);
  const registrar = new MemberRegistrar(new PeopleRepository(), cipher, db.clock);
  const issueCards = new IssueCards(batches, plans, new CardsRepository(), db.clock);
  const createPlan = new CreatePlan(db.transactions, plans, versions);
  let count = 0;
  const fund = async (actor: Actor, purpose = 'mutual_aid'): Promise<string> => {
    const id = newId();
    await db.owner.query(
      `INSERT INTO funds (id, organization_id, organization_path, code, name_zh, purpose) VALUES ($1, $2, $3, $4, '爱心互助保障基金', $5)`,
      [id, actor.organizationId, actor.scope, `F${(count += 1)}`, purpose]);
    return id;
  };
  const planCommand = async (actor: Actor, version: Partial<PlanVersionCommand> = {}, changed: Partial<CreatePlanCommand> = {}): Promise<CreatePlanCommand> => ({
    code: `P${(count += 1)}`, nameZh: '吴江市工会爱心互助保障计划', fundId: changed.fundId ?? (await fund(actor)),
    version: { terms: terms2011, illnessCatalogue: 'WUJIANG-2011', ...version }, ...changed,
  });
  return {
    plans, batches, versions, issueCards, createPlan, fund, planCommand,
    addVersion: new AddPlanVersion(db.transactions, plans, versions),
    planQueries: new PlansQueries(db.transactions, plans, db.clock),
    createBatch: new CreateCardBatch(db.transactions, plans, batches, issueCards, db.clock),
    closeBatch: new CloseCardBatch(db.transactions, batches),
    batchQueries: new CardBatchesQueries(db.transactions),
    cardQueries: new CardsQueries(db.transactions, new People(cipher), db.clock),
    memberCards: new MemberCardsKind(new MemberList(registrar, db.transactions), batches, issueCards),
    newPlan: async (actor: Actor, terms: Partial<PlanVersionTerms> = {}): Promise<string> =>
      (await createPlan.execute(actor, await planCommand(actor, { terms: { ...terms2011, ...terms } }))).id,
    /** Registers so many new members in the actor's organization. @returns their ids, in ascending order */
    newMembers: async (actor: Actor, howMany: number, birthDate = '1980-03-15'): Promise<string[]> => {
      const rows = Array.from({ length: howMany }, () => (
        { name: `王${(count += 1)}`, idNumber: `320584${birthDate.replaceAll('-', '')}${count}`, sex: 'female' as const, birthDate }));
      const members = await db.transactions.run(actor, (tx) => registrar.registerSet(tx, rows));
      return members.flatMap((member) => ('personId' in member ? [member.personId] : [])).sort();
    },
  };
}
