import { ApiProperty } from '@nestjs/swagger';
import { cardBatchStatuses, type CardBatchStatus } from '../rules/card-batch-status.js';
import { cardStates, cardStatuses, type CardState, type CardStatus } from '../rules/card-state.js';
import { OrganizationName } from './plan.views.js';

/** A batch of cards. */
export class CardBatchView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() nameZh!: string;
  @ApiProperty({ type: 'string', nullable: true, example: '环卫工人' }) occupationGroup!: string | null;
  @ApiProperty({ type: () => OrganizationName }) organization!: OrganizationName;
  @ApiProperty({ format: 'uuid' }) planId!: string;
  @ApiProperty({ type: 'integer', description: '计划版本号。Number of the plan version.' }) planVersionNumber!: number;
  @ApiProperty() gifted!: boolean;
  @ApiProperty({ format: 'date' }) validFrom!: string;
  @ApiProperty({ enum: cardBatchStatuses }) status!: CardBatchStatus;
  @ApiProperty({ type: 'integer', description: '已发的卡数。Cards given.' }) cardCount!: number;
  @ApiProperty({ type: 'integer' }) version!: number;
}

/** A batch that has just been opened. */
export class NewCardBatchView extends CardBatchView {
  @ApiProperty({ type: 'integer', description: '名单中已持有本计划有效卡而跳过的人数。People of the request who held a live card already.' })
  alreadyHeld!: number;
}

/** A card; its holder's name is masked. */
export class CardView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'AXK2011-0000001' }) cardNumber!: string;
  @ApiProperty({ format: 'uuid' }) personId!: string;
  @ApiProperty({ example: '王**' }) holderName!: string;
  @ApiProperty({ format: 'uuid' }) batchId!: string;
  @ApiProperty({ format: 'uuid' }) planId!: string;
  @ApiProperty() gifted!: boolean;
  @ApiProperty({ format: 'date' }) issuedOn!: string;
  @ApiProperty({ format: 'date' }) validFrom!: string;
  @ApiProperty({ format: 'date' }) validTo!: string;
  @ApiProperty({ enum: cardStatuses }) status!: CardStatus;
  @ApiProperty({ enum: cardStates, description: '今天的状况。How it stands today.' }) state!: CardState;
  @ApiProperty({ type: 'integer' }) version!: number;
}

/** One event of a card's life. */
export class CardEventView {
  @ApiProperty({ example: 'issued' }) event!: string;
  @ApiProperty({ type: 'string', nullable: true }) fromStatus!: string | null;
  @ApiProperty({ example: 'issued' }) toStatus!: string;
  @ApiProperty({ format: 'date-time', description: '业务时间。Business time.' }) at!: string;
  @ApiProperty({ type: 'string', nullable: true, description: '经办人。Who did it.' }) by!: string | null;
}

/** A card with its history, the earliest event first. */
export class CardDetailView extends CardView {
  @ApiProperty({ type: () => CardEventView, isArray: true }) history!: CardEventView[];
}
