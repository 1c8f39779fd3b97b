import { ApiProperty } from '@nestjs/swagger';
import { noticeCodes, noticeResolutions, noticeStatuses, type NoticeCode, type NoticeResolution, type NoticeStatus } from '../rules/notice-closing.js';

/** A notice about a person; of the registering organization it shows the name alone. */
export class NoticeView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({
    enum: noticeCodes,
    description: 'registered_elsewhere：另一组织登记了本组织的人员；name_differs：下级登记时姓名与已登记的不一致，被拒绝。'
      + 'Another organization has registered somebody known here; or a registration was refused because the name on record differs.',
  })
  code!: NoticeCode;

  @ApiProperty({ enum: noticeStatuses })
  status!: NoticeStatus;

  @ApiProperty({ format: 'uuid', description: '通知所在的组织。Where the notice is kept.' })
  organizationId!: string;

  @ApiProperty()
  organizationName!: string;

  @ApiProperty({ format: 'uuid' })
  personId!: string;

  @ApiProperty({ description: '已登记的姓名，已遮盖。The name on record, masked.' })
  name!: string;

  @ApiProperty({ description: '办理登记的组织。Who registered, or tried to.' })
  registeringOrganizationName!: string;

  @ApiProperty({ format: 'date' })
  noticedOn!: string;

  @ApiProperty({ enum: noticeResolutions, nullable: true })
  resolution!: NoticeResolution | null;

  @ApiProperty({ type: 'string', nullable: true })
  note!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: '办结人。Who closed it.' })
  closedBy!: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  closedOn!: string | null;

  @ApiProperty({ type: 'integer' })
  version!: number;
}
