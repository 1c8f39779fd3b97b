import { Colleague, formOf, UnexpectedAnswer } from './colleague.js';
import type { Narrator } from './narrator.js';
import { samplePdf } from './sample-pdf.js';

/** What the story needs to be played against a running server. */
export interface Stage {
  readonly address: string;
  readonly administrator: { readonly username: string; readonly password: string };
  /** The workbook of the 224 sanitation workers. */
  readonly roster: Uint8Array;
  readonly narrator: Narrator;
  /** Moves business time forward to 09:00 of a date. */
  moveClock(date: string): Promise<void>;
}

/** The people of the story; all have the same made-up password. */
export interface Cast {
  readonly administrator: Colleague;
  readonly caseworker: Colleague;
  readonly reviewer: Colleague;
  readonly approver: Colleague;
  readonly cashier: Colleague;
  readonly financeApprover: Colleague;
  readonly analyst: Colleague;
  readonly suzhouApprover: Colleague;
  readonly taicangCaseworker: Colleague;
}

export const storyPassword = '爱心互助-2011-演示';

const firstPassword = 'first-day-2011-Bangfu';
export const storyAccounts = [
  ['caseworker', 'wj.caseworker', '吴江经办', '吴江市总工会'],
  ['reviewer', 'wj.reviewer', '吴江初审', '吴江市总工会'],
  ['approver', 'wj.approver', '吴江终审', '吴江市总工会'],
  ['cashier', 'wj.cashier', '吴江出纳', '吴江市总工会'],
  ['financeApprover', 'wj.finance', '吴江财务审核', '吴江市总工会'],
  ['analyst', 'wj.analyst', '吴江统计', '吴江市总工会'],
  ['suzhouApprover', 'sz.approver', '苏州终审', '苏州市总工会'],
  ['taicangCaseworker', 'tc.caseworker', '太仓经办', '太仓市总工会'],
] as const;

/** Whatever was made. */
export interface Id { readonly id: string }
/** A page of a list. */
export interface List<Item> { readonly items: Item[]; readonly nextCursor: string | null }
/** Whatever has a version and a status. */
export interface Versioned extends Id { readonly version: number; readonly status: string }
/** What the story reads of a claim. */
export interface Claim extends Versioned { readonly claimNumber: string }
interface Figures { readonly indicators: { id: string; nameZh: string; nameEn: string; value?: number; valueFen?: number; display: string }[] }
interface ImportState extends Versioned { readonly rowsRead: number; readonly rowsGood: number; readonly rowsRefused: number; readonly rowsApplied: number }

/** What the story leaves behind, for whoever wants to look at it. */
export interface StoryOutcome {
  readonly cast: Cast;
  readonly fundId: string;
  readonly planId: string;
  readonly batchId: string;
  readonly paidClaimId: string;
  readonly returnedClaimId: string;
  readonly secondClaimId: string;
  readonly figures: ReadonlyMap<string, number>;
}

/**
 * Plays the whole way from a gifted card to a paid benefit and the year's figures, as different people, over HTTP.
 * @throws UnexpectedAnswer at the first answer that differs from the story
 */
export async function playStory(stage: Stage): Promise<StoryOutcome> {
  const cast = await introduce(stage);
  const money = await fillFund(stage, cast);
  const cards = await giveCards(stage, cast, money.planId);
  const filed = await fileClaims(stage, cast, cards.holders);
  await decide(stage, cast, money.fundId, filed.leukaemia.id);
  await pay(stage, cast, filed.leukaemia.id);
  const secondClaimId = await claimAgain(stage, cast, cards.holders[0]!);
  await lookFromTaicang(stage, cast, filed.leukaemia.id);
  const figures = await readFigures(stage, cast);
  return {
    cast, ...money, batchId: cards.batchId, paidClaimId: filed.leukaemia.id, returnedClaimId: filed.secondary.id, secondClaimId, figures,
  };
}

/** Makes the accounts of the story; each person signs in and sets a password of their own. */
export async function introduce({ address, administrator, narrator }: Stage): Promise<Cast> {
  narrator.step('组织与账号', 'The union tree and the people');
  const boss = new Colleague(address, administrator.username);
  await boss.firstSignIn(administrator.password, storyPassword);
  const organizations = await boss.get<List<Id & { nameZh: string }>>('organizations?limit=200');
  narrator.tell(`全市工会组织树共 ${organizations.items.length} 个节点`, `${organizations.items.length} unions stand in the tree`);
  const cast: Partial<Record<string, Colleague>> = { administrator: boss };
  for (const [part, username, displayName, organization] of storyAccounts) {
    const organizationId = organizations.items.find((node) => node.nameZh === organization)!.id;
    const account = await boss.created<Id>('accounts', { username, displayName, password: firstPassword, organizationId });
    const role = part === 'suzhouApprover' ? 'approver' : part === 'taicangCaseworker' ? 'caseworker' : part;
    await boss.created(`accounts/${account.id}/roles`, { role, organizationId, validFrom: '2011-01-04' });
    const colleague = new Colleague(address, username);
    await colleague.firstSignIn(firstPassword, storyPassword);
    cast[part] = colleague;
    narrator.progress(Object.keys(cast).length - 1, storyAccounts.length, '管理员创建账号，本人首次登录并改密码', 'accounts made, first passwords changed');
  }
  return cast as unknown as Cast;
}

/** Sets up the Wujiang fund with ¥500,000.00 and the plan of 2011. */
export async function fillFund({ narrator }: Stage, cast: Cast): Promise<{ fundId: string; planId: string }> {
  narrator.step('吴江市总工会爱心互助保障基金', 'The Wujiang mutual-aid fund');
  const fund = await cast.financeApprover.created<Id>('funds', { code: 'AXHZ', nameZh: '爱心互助保障基金', purpose: 'mutual_aid' });
  await cast.cashier.created(`funds/${fund.id}/contributions`, { amountFen: 50_000_000, from: '吴江市总工会', memo: '首期注资' });
  narrator.tell('基金收到首期注资 ¥500,000.00', 'the fund receives a contribution of ¥500,000.00');
  const plan = await cast.financeApprover.created<Id>('mutual-aid/plans', {
    code: 'WJ-2011', nameZh: '吴江市工会爱心互助保障计划', fundId: fund.id,
    version: {
      validFrom: '2011-01-01', benefitFen: 1_000_000, cardTermMonths: 12, waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2,
      firstReviewWorkingDays: 5, finalReviewWorkingDays: 5, requiredDocuments: ['claim_form', 'id_copy', 'diagnosis_report'],
      illnessCatalogue: 'WUJIANG-2011',
    },
  });
  const illnesses = await cast.financeApprover.get<List<Id>>(`mutual-aid/plans/${plan.id}/illnesses`);
  narrator.tell(`2011 年计划：${illnesses.items.length} 种大病，一次性补助 ¥10,000.00，无观察期`,
    `the 2011 plan: ${illnesses.items.length} illnesses, one benefit of ¥10,000.00, no waiting period`);
  return { fundId: fund.id, planId: plan.id };
}

/** What the story reads of a card. */
export interface CardHolder extends Id { readonly personId: string; readonly holderName: string }

async function giveCards({ roster, narrator }: Stage, cast: Cast, planId: string): Promise<{ batchId: string; holders: CardHolder[] }> {
  narrator.step('为 224 名环卫工人赠送互助保障卡', 'Cards for 224 sanitation workers');
  const batch = await cast.caseworker.created<Id>('mutual-aid/card-batches', {
    planId, nameZh: '城区环卫工人赠卡', occupationGroup: '环卫工人', gifted: true, validFrom: '2011-01-04',
  });
  const form = formOf({ kind: 'member-cards', cardBatchId: batch.id }, 'roster-wujiang-224.xlsx', roster,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  const uploaded = await cast.caseworker.created<Id>('imports', form);
  const checked = await waitFor(cast.caseworker, uploaded.id, 'preview', narrator);
  narrator.tell(`名册读到 ${checked.rowsRead} 行，可用 ${checked.rowsGood} 行，退回 ${checked.rowsRefused} 行`,
    `${checked.rowsRead} rows read, ${checked.rowsGood} good, ${checked.rowsRefused} refused`);
  await cast.caseworker.expect(201, 'POST', `imports/${uploaded.id}/confirmation`, {}, { version: checked.version });
  const applied = await waitFor(cast.caseworker, uploaded.id, 'applied', narrator);
  const cards = await cast.caseworker.get<List<CardHolder>>(`mutual-aid/cards?batchId=${batch.id}&limit=200`);
  narrator.tell(`${applied.rowsApplied} 人登记为会员并各得一张卡`, `${applied.rowsApplied} people are members and hold a card each`);
  return { batchId: batch.id, holders: cards.items };
}

async function waitFor(caseworker: Colleague, importId: string, status: string, narrator: Narrator): Promise<ImportState> {
  for (;;) {
    const state = await caseworker.get<ImportState>(`imports/${importId}`);
    if (state.status === status) {
      narrator.progress(status === 'applied' ? state.rowsApplied : state.rowsRead, state.rowsRead, status === 'applied' ? '写入' : '核对', status);
      return state;
    }
    if (state.status === 'failed') throw new UnexpectedAnswer('import', { status: 200, body: { ...state } });
    await pause(100);
  }
}

/** A diagnosis of 16 June 2011 at a hospital of the third grade. */
export const diagnosisOf = (icd10Code: string, text: string) =>
  ({ icd10Code, text, diagnosedOn: '2011-06-16', hospitalName: '吴江市第一人民医院', hospitalGrade: 3 });

async function fileClaims({ narrator, moveClock }: Stage, cast: Cast, holders: CardHolder[]): Promise<{ leukaemia: Claim; secondary: Claim }> {
  await moveClock('2011-06-20');
  narrator.step('持卡人患病，经办人代为申领', 'A holder falls ill; the caseworker files the claim');
  const leukaemia = await fileClaim(cast.caseworker, holders[0]!, diagnosisOf('C92.0', '急性髓系白血病'), '6222021102000000011');
  narrator.tell(`白血病申领 ${leukaemia.claimNumber} 已提交，系统自动筛查通过，进入初审`, `leukaemia claim ${leukaemia.claimNumber} passes screening`);
  expectStatus(leukaemia, 'first_review');
  const secondary = await fileClaim(cast.caseworker, holders[1]!, diagnosisOf('C78.0', '肺继发恶性肿瘤'), '6228480400000000028');
  expectStatus(secondary, 'returned');
  const { findings } = await cast.caseworker.expect<{ findings: { zh: string; en: string }[] }>(
    200, 'POST', `mutual-aid/claims/${secondary.id}/reveals`, { fields: ['findings'], reason: '向申请人说明退回原因' });
  narrator.tell(`另一申领 ${secondary.claimNumber} 被退回，经办人写明事由后看到原因：${findings.map(({ zh }) => zh).join('；')}`,
    `claim ${secondary.claimNumber} comes back; with a reason given the caseworker reads why: ${findings.map(({ en }) => en).join('; ')}`);
  return { leukaemia, secondary };
}

/** Registers, adds the required documents, submits and waits for the screening. */
export async function fileClaim(
  caseworker: Colleague, card: CardHolder, diagnosis: ReturnType<typeof diagnosisOf>, accountNumber: string, contestedReason?: string,
): Promise<Claim> {
  const revealed = await caseworker.expect<{ name: string }>(200, 'POST', `people/${card.personId}/reveals`, { fields: ['name'], reason: '填写收款人户名' });
  const draft = await caseworker.created<Claim>('mutual-aid/claims', {
    cardId: card.id, diagnosis, account: { payeeName: revealed.name, accountNumber, bankName: '中国工商银行吴江支行' },
  });
  for (const kind of ['claim_form', 'id_copy', 'diagnosis_report']) {
    const content = samplePdf(`${kind} ${draft.claimNumber}`);
    await caseworker.created(`mutual-aid/claims/${draft.id}/documents`, formOf({ kind }, `${kind}.pdf`, content, 'application/pdf'));
  }
  await submit(caseworker, draft.id);
  const screened = await screening(caseworker, draft.id);
  if (!contestedReason || screened.status !== 'returned') return screened;
  await submit(caseworker, draft.id, contestedReason);
  return screening(caseworker, draft.id);
}

/** Hands a claim in under its present version. */
export async function submit(caseworker: Colleague, claimId: string, contestedReason?: string): Promise<void> {
  const { version } = await caseworker.get<Claim>(`mutual-aid/claims/${claimId}`);
  await caseworker.created(`mutual-aid/claims/${claimId}/submission`, contestedReason ? { contestedReason } : {}, { version });
}

/** Waits until the screening of a claim is over. @returns the claim as it is then */
export async function screening(caseworker: Colleague, claimId: string): Promise<Claim> {
  for (;;) {
    const claim = await caseworker.get<Claim>(`mutual-aid/claims/${claimId}`);
    if (claim.status !== 'screening') return claim;
    await pause(50);
  }
}

/** What the story reads of a review task. */
export interface Task extends Id { readonly subjectId: string; readonly subjectVersion: number; readonly stage: string }

async function decide({ narrator, moveClock }: Stage, cast: Cast, fundId: string, claimId: string): Promise<void> {
  await moveClock('2011-06-21');
  narrator.step('初审与终审，四眼原则', 'First and final review, four eyes');
  const first = await cast.reviewer.created<Task>('review-tasks/leases', {});
  const wrong = await cast.caseworker.send('POST', `review-tasks/${first.id}/decision`, { outcome: 'endorse', comment: '同意' }, { version: first.subjectVersion });
  if (wrong.status !== 403) throw new UnexpectedAnswer('the caseworker decides', wrong);
  narrator.tell(`经办人想审批自己登记的申领：系统拒绝（${String(wrong.body['title'])}）`, 'the caseworker tries to decide: refused with 403');
  await endorse(cast.reviewer, first, '材料齐全，诊断明确');
  narrator.tell('初审人领取任务并同意', 'the reviewer leases the task and endorses it');
  await moveClock('2011-06-22');
  const final = await cast.approver.created<Task>('review-tasks/leases', {});
  await endorse(cast.approver, final, '同意给付');
  expectStatus(await cast.approver.get<Claim>(`mutual-aid/claims/${claimId}`), 'approved');
  const fund = await cast.cashier.get<{ reservedFen: number }>(`funds/${fundId}`);
  if (fund.reservedFen !== 1_000_000) throw new UnexpectedAnswer('the reserve', { status: 200, body: { ...fund } });
  narrator.tell('终审人批准，基金预留 ¥10,000.00', 'the approver approves; the fund reserves ¥10,000.00');
}

/** Endorses a leased task. */
export async function endorse(colleague: Colleague, task: Task, comment: string): Promise<void> {
  await colleague.created(`review-tasks/${task.id}/decision`, { outcome: 'endorse', comment }, { version: task.subjectVersion });
}

async function pay({ narrator, moveClock }: Stage, cast: Cast, claimId: string): Promise<void> {
  await moveClock('2011-06-24');
  narrator.step('出纳付款', 'The cashier pays');
  const payables = await cast.cashier.get<List<Versioned>>('payables?status=open');
  const payable = payables.items[0]!;
  const account = await cast.cashier.expect<{ accountNumber: string }>(200, 'POST', `payables/${payable.id}/reveals`, { reason: '办理银行转账' });
  const payment = { method: 'bank', bankReference: 'ICBC20110624000117' };
  const wrong = await cast.approver.send('POST', `payables/${payable.id}/direct-payments`, payment, { version: payable.version });
  if (wrong.status !== 403) throw new UnexpectedAnswer('the approver pays', wrong);
  narrator.tell('终审人想自己付款：系统拒绝', 'the approver tries to pay: refused with 403');
  await cast.cashier.created(`payables/${payable.id}/direct-payments`, payment, { version: payable.version });
  expectStatus(await cast.approver.get<Claim>(`mutual-aid/claims/${claimId}`), 'paid');
  narrator.tell(`转账至尾号 ${account.accountNumber.slice(-4)} 的账户，预留转为支出，申领办结`, 'paid by bank; the reserve becomes a posting, the claim is paid');
}

async function claimAgain({ narrator, moveClock }: Stage, cast: Cast, holder: CardHolder): Promise<string> {
  await moveClock('2011-09-01');
  narrator.step('同一人再次申领', 'The same person claims again');
  const again = await fileClaim(cast.caseworker, holder, { ...diagnosisOf('I21.0', '急性心肌梗死'), diagnosedOn: '2011-08-25' },
    '6222021102000000011', '病种不同，申请人要求复核');
  expectStatus(again, 'first_review');
  const first = await cast.reviewer.created<Task>('review-tasks/leases', {});
  await endorse(cast.reviewer, first, '提请终审核定');
  const final = await cast.approver.created<Task>('review-tasks/leases', {});
  const refused = await cast.approver.send('POST', `review-tasks/${final.id}/decision`, { outcome: 'endorse', comment: '同意' }, { version: final.subjectVersion });
  if (refused.body['code'] !== 'claim.already_awarded') throw new UnexpectedAnswer('the second award', refused);
  narrator.tell(`终审批准被拒绝：${String(refused.body['title'])}`, 'the approval is refused: one benefit a person and plan');
  return again.id;
}

async function lookFromTaicang({ narrator }: Stage, cast: Cast, claimId: string): Promise<void> {
  narrator.step('太仓的经办人什么也看不到', 'The Taicang caseworker sees none of this');
  await cast.taicangCaseworker.expect(404, 'GET', `mutual-aid/claims/${claimId}`);
  for (const list of ['mutual-aid/claims', 'mutual-aid/cards', 'members']) {
    const { items } = await cast.taicangCaseworker.get<List<Id>>(list);
    if (items.length > 0) throw new UnexpectedAnswer(`Taicang sees ${list}`, { status: 200, body: { count: items.length } });
  }
  narrator.tell('申领：404；申领、卡、会员列表：空', 'the claim: 404; lists of claims, cards and members: empty');
}

async function readFigures({ narrator, moveClock }: Stage, cast: Cast): Promise<ReadonlyMap<string, number>> {
  await moveClock('2011-12-31');
  narrator.step('2011 年统计', 'The figures of 2011');
  const { indicators } = await cast.analyst.get<Figures>('summaries/2011');
  for (const indicator of indicators) {
    const records = await countRecords(cast.analyst, indicator.id);
    narrator.tell(`${indicator.nameZh}：${indicator.display}，背后 ${records} 条记录`, `${indicator.nameEn}: ${indicator.display}, ${records} records behind it`);
  }
  return new Map(indicators.map(({ id, value, valueFen }) => [id, value ?? valueFen ?? Number.NaN]));
}

async function countRecords(analyst: Colleague, indicator: string): Promise<number> {
  let count = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: List<object> = await analyst.get(`summaries/2011/indicators/${indicator}/records?limit=200${cursor ? `&cursor=${cursor}` : ''}`);
    count += page.items.length;
    cursor = page.nextCursor;
  }
  return count;
}

function expectStatus(claim: Claim, status: string): void {
  if (claim.status !== status) throw new UnexpectedAnswer(`claim ${claim.claimNumber} is not ${status}`, { status: 200, body: { ...claim } });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
