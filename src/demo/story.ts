import type { Id, List } from './answers.js';
import { fillFund, giveCards } from './cards-chapter.js';
import { type Cast, introduce, type Stage } from './cast.js';
import { claimAgain, decide, fileClaims, pay } from './claims-chapter.js';
import { type Colleague, UnexpectedAnswer } from './colleague.js';

interface Figures { readonly indicators: { id: string; nameZh: string; nameEn: string; value?: number; valueFen?: number; display: string }[] }

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
