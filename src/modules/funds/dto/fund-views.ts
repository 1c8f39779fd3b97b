import { ApiProperty } from '@nestjs/swagger';
import type { EntryKind } from '../rules/ledger-entry.js';
import { fundPurposes } from './fund-requests.js';

/** A fund with its balances. */
export class FundView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
  @ApiProperty() organizationNameZh!: string;
  @ApiProperty() code!: string;
  @ApiProperty() nameZh!: string;
  @ApiProperty({ enum: fundPurposes }) purpose!: string;
  @ApiProperty({ type: 'integer', description: '历年收入合计，分。Everything that has come in, in fen.' }) contributedFen!: bigint;
  @ApiProperty({ type: 'integer', description: '可用，分。In fen.' }) availableFen!: bigint;
  @ApiProperty({ type: 'integer', description: '已批准待付，分。Promised and not yet paid, in fen.' }) reservedFen!: bigint;
  @ApiProperty({ type: 'integer', description: '已付，分。In fen.' }) paidFen!: bigint;
  @ApiProperty() version!: number;
}

/** One movement of a fund's ledger. */
export class LedgerEntryView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: '顺序号。Number in the order of recording.' }) entryNumber!: number;
  @ApiProperty({ enum: ['contribution', 'reserve', 'post', 'release', 'reversal'] }) kind!: EntryKind;
  @ApiProperty() fromAccount!: string;
  @ApiProperty() toAccount!: string;
  @ApiProperty({ type: 'integer' }) amountFen!: bigint;
  @ApiProperty({ format: 'uuid' }) beneficiaryOrganizationId!: string;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) reservationId!: string | null;
  @ApiProperty() sourceType!: string;
  @ApiProperty({ format: 'uuid' }) sourceId!: string;
  @ApiProperty({ type: 'string', nullable: true, description: '资金来源。Who a contribution comes from.' }) from!: string | null;
  @ApiProperty({ type: 'string', nullable: true }) memo!: string | null;
  @ApiProperty({ format: 'date' }) businessDate!: string;
}

export const fundExample = {
  id: '0194e5a0-7c00-7000-8000-0000000000f1', organizationId: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11', organizationNameZh: '吴江市总工会',
  code: 'AXHZ', nameZh: '爱心互助保障基金', purpose: 'mutual_aid',
  contributedFen: 60_000_000, availableFen: 59_000_000, reservedFen: 0, paidFen: 1_000_000, version: 1,
};

export const entryExample = {
  id: '0194e5a0-7c00-7000-8000-0000000000e1', entryNumber: 1, kind: 'contribution', fromAccount: 'contributions', toAccount: 'available',
  amountFen: 60_000_000, beneficiaryOrganizationId: fundExample.organizationId, reservationId: null, sourceType: 'contribution',
  sourceId: '0194e5a0-7c00-7000-8000-0000000000e1', from: '苏州市总工会', memo: '2011年度拨款', businessDate: '2011-01-05',
};
