import { ApiProperty } from '@nestjs/swagger';

/** How far a running import is. */
export class ImportProgressView {
  @ApiProperty({ type: 'integer', description: '已处理的行数。Rows done in this phase.' })
  rowsDone!: number;

  @ApiProperty({ type: 'integer' })
  rowsPerSecond!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: '预计剩余秒数，尚不能估计时为 null。Null while nothing can be said yet.' })
  secondsLeft!: number | null;
}

/** Why a list as a whole could not be used. */
export class ImportFailureView {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

/** One import. */
export class ImportView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  organizationId!: string;

  @ApiProperty()
  kind!: string;

  @ApiProperty({ enum: ['checking', 'preview', 'applying', 'applied', 'dropped', 'failed'] })
  status!: 'checking' | 'preview' | 'applying' | 'applied' | 'dropped' | 'failed';

  @ApiProperty({ description: '只检查，不能确认。Stops at the preview.' })
  dryRun!: boolean;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  options!: Record<string, string>;

  @ApiProperty({ format: 'uuid' })
  documentId!: string;

  @ApiProperty()
  fileName!: string;

  @ApiProperty({ format: 'date' })
  uploadedOn!: string;

  @ApiProperty({ type: 'integer' })
  rowsRead!: number;

  @ApiProperty({ type: 'integer' })
  rowsGood!: number;

  @ApiProperty({ type: 'integer' })
  rowsRefused!: number;

  @ApiProperty({ type: 'integer', description: '已登记（或已持卡）而未新增的行数：先为预览所见，写入后为实际结果。Good rows that add nothing new: as the preview found, then as they were applied.' })
  rowsKnown!: number;

  @ApiProperty({ type: 'integer' })
  rowsApplied!: number;

  @ApiProperty({ type: ImportProgressView, nullable: true, description: '处理过程中才有。Only while it runs.' })
  progress!: ImportProgressView | null;

  @ApiProperty({ type: 'string', isArray: true, description: '未识别的列，已忽略。Columns that were passed over.' })
  unknownColumns!: string[];

  @ApiProperty({ type: ImportFailureView, nullable: true })
  failure!: ImportFailureView | null;

  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** One refused row, or one of the reasons for which a row is refused. */
export class RefusedRowView {
  @ApiProperty({ type: 'integer', description: '表格中的行号。The sheet\'s row number.' })
  row!: number;

  @ApiProperty({ type: 'string', nullable: true, description: '列标。The column\'s letters.' })
  column!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  columnName!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  maskedValue!: string | null;

  @ApiProperty()
  code!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}
