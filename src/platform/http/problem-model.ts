import { ApiProperty } from '@nestjs/swagger';
import type { Problem } from './problem.js';

/** One wrong field, for the documentation. */
export class ProblemFieldModel {
  @ApiProperty({ example: 'items.0.amountFen', description: '字段的路径 · Path of the field' }) field!: string;
  @ApiProperty({ example: 'required' }) code!: string;
  @ApiProperty({ example: '此项必填', description: '按 Accept-Language · In the caller\'s language' }) message!: string;
  @ApiProperty({ example: '此项必填' }) zh!: string;
  @ApiProperty({ example: 'This field is required' }) en!: string;
}

/** The body of every refusal and fault, for the documentation. */
export class ProblemModel implements Problem {
  @ApiProperty({ example: 'urn:bangfu:problem:request.invalid' }) type!: string;
  @ApiProperty({ description: '按 Accept-Language · In the caller\'s language' }) title!: string;
  @ApiProperty() titleZh!: string;
  @ApiProperty() titleEn!: string;
  @ApiProperty({ example: 400 }) status!: number;
  @ApiProperty({ example: 'request.invalid', description: '稳定不变的代码 · Stable code' }) code!: string;
  @ApiProperty({ required: false }) detail?: string;
  @ApiProperty({ type: [ProblemFieldModel] }) errors!: ProblemFieldModel[];
  @ApiProperty({ format: 'uuid' }) requestId!: string;
  @ApiProperty({ required: false, type: Object }) details?: Record<string, unknown>;
}
