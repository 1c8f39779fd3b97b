import { type Id, type List, pause, type Versioned } from './answers.js';
import type { Cast, Stage } from './cast.js';
import { type Colleague, formOf, UnexpectedAnswer } from './colleague.js';
import type { Narrator } from './narrator.js';

interface ImportState extends Versioned { readonly rowsRead: number; readonly rowsGood: number; readonly rowsRefused: number; readonly rowsApplied: number }

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

export async function giveCards({ roster, narrator }: Stage, cast: Cast, planId: string): Promise<{ batchId: string; holders: CardHolder[] }> {
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
