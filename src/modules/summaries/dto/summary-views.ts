import { ApiProperty } from '@nestjs/swagger';

export class SummaryOrganization {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() nameZh!: string;
}

/** One figure. Money stands in `valueFen`, anything else in `value`. */
export class SummaryFigure {
  @ApiProperty({ example: 'R17_GIFTED' }) id!: string;
  @ApiProperty() nameZh!: string;
  @ApiProperty() nameEn!: string;
  @ApiProperty({ example: 'person_times' }) unit!: string;
  @ApiProperty({ type: 'integer', required: false }) value?: bigint;
  @ApiProperty({ type: 'integer', required: false }) valueFen?: bigint;
  @ApiProperty({ example: '224' }) display!: string;
}

export class SummaryView {
  @ApiProperty({ example: 2011 }) year!: number;
  @ApiProperty({ type: () => SummaryOrganization }) organization!: SummaryOrganization;
  @ApiProperty({ type: () => [SummaryFigure] }) indicators!: SummaryFigure[];
}

/** One record behind a figure; its label is masked. */
export class SummaryRecordView {
  @ApiProperty({ example: 'card' }) recordType!: string;
  @ApiProperty({ format: 'uuid' }) recordId!: string;
  @ApiProperty({ format: 'date' }) date!: string;
  @ApiProperty({ example: 'C2011-000001 张*' }) label!: string;
  @ApiProperty({ type: 'integer', required: false, description: '计入金额，分。What it adds to a figure of money, in fen.' }) amountFen?: bigint;
}

export const summaryExample = {
  year: 2011, organization: { id: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11', nameZh: '吴江市总工会' },
  indicators: [
    { id: 'R17_GIFTED', nameZh: '其中：当年赠送', nameEn: 'of which gifted in the year', unit: 'person_times', value: 224, display: '224' },
    { id: 'R18_AMOUNT', nameZh: '互助保障给付金额', nameEn: 'Mutual-aid benefits paid, amount', unit: 'fen', valueFen: 1_000_000, display: '¥10,000.00' },
  ],
};

export const recordExample = {
  recordType: 'claim', recordId: '0194e5a0-7c00-7000-8000-0000000000c1', date: '2011-04-20', label: 'S2011-000001 张*', amountFen: 1_000_000,
};
