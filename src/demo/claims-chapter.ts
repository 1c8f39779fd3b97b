import { type Id, type List, pause, type Versioned } from './answers.js';
import type { CardHolder } from './cards-chapter.js';
import type { Cast, Stage } from './cast.js';
import { type Colleague, formOf, UnexpectedAnswer } from './colleague.js';
import { samplePdf } from './sample-pdf.js';

/** What the story reads of a claim. */
export interface Claim extends Versioned { readonly claimNumber: string }

/** A diagnosis of 16 June 2011 at a hospital of the third grade. */
export const diagnosisOf = (icd10Code: string, text: string) =>
  ({ icd10Code, text, diagnosedOn: '2011-06-16', hospitalName: '吴江市第一人民医院', hospitalGrade: 3 });

export async function fileClaims({ narrator, moveClock }: Stage, cast: Cast, holders: CardHolder[]): Promise<{ leukaemia: Claim; secondary: Claim }> {
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

export async function decide({ narrator, moveClock }: Stage, cast: Cast, fundId: string, claimId: string): Promise<void> {
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

export async function pay({ narrator, moveClock }: Stage, cast: Cast, claimId: string): Promise<void> {
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

export async function claimAgain({ narrator, moveClock }: Stage, cast: Cast, holder: CardHolder): Promise<string> {
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

function expectStatus(claim: Claim, status: string): void {
  if (claim.status !== status) throw new UnexpectedAnswer(`claim ${claim.claimNumber} is not ${status}`, { status: 200, body: { ...claim } });
}
