import { IsDate10, IsUuid, IsYesOrNo, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { cardBatchStatuses, type CardBatchStatus } from '../rules/card-batch-status.js';

/** `POST mutual-aid/card-batches` */
export class CreateCardBatchRequest {
  @IsUuid({ description: '互助保障计划。The plan.' })
  planId!: string;

  @PlainText({ max: 100, example: '城区环卫工人赠卡' })
  nameZh!: string;

  @PlainText({ max: 60, optional: true, description: '职业群体。Occupation of the group.', example: '环卫工人' })
  occupationGroup?: string;

  @IsYesOrNo({ description: '是否由工会赠送。Whether the union pays for the cards.', example: true })
  gifted!: boolean;

  @IsDate10({ description: '卡的生效日期；采用当日生效的计划版本。First day of the cards; the plan version of that day counts.', example: '2011-01-04' })
  validFrom!: string;

  @IsUuid({ optional: true, list: { max: 1_000 }, description: '立即发卡的会员；已持有本计划有效卡的人跳过。Members who get a card at once; holders of a live one are passed over.' })
  personIds?: string[];
}

/** `GET mutual-aid/card-batches` */
export class CardBatchQuery extends PageQuery {
  @IsUuid({ optional: true, description: '只列出该计划的批次。Only batches of this plan.' })
  planId?: string;

  @OneOf(cardBatchStatuses, { optional: true, description: '批次状态。Status of the batch.' })
  status?: CardBatchStatus;
}

/** `GET mutual-aid/cards` */
export class CardQuery extends PageQuery {
  @IsUuid({ optional: true, description: '持卡人。Only cards of this person.' })
  personId?: string;

  @IsUuid({ optional: true, description: '发卡批次。Only cards of this batch.' })
  batchId?: string;
}
