import { ApiProperty } from '@nestjs/swagger';
import { organizationLevels } from '../rules/organization-path.js';

/** An organization as the API shows it. */
export class OrganizationView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) parentId!: string | null;
  @ApiProperty({ example: '320584' }) code!: string;
  @ApiProperty({ example: '000000.320000.320500.320584.', description: '从根到本组织的代码，每段以点结尾。Codes from the root down.' }) path!: string;
  @ApiProperty({ example: '吴江市总工会' }) nameZh!: string;
  @ApiProperty({ enum: organizationLevels }) level!: string;
  @ApiProperty({ type: 'string', nullable: true, example: '320584' }) divisionCode!: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: '133205000143567889', description: '统一社会信用代码。Unified social credit code.' })
  uscc!: string | null;
  @ApiProperty({ format: 'date', example: '2000-01-01' }) validFrom!: string;
  @ApiProperty({ type: 'string', format: 'date', nullable: true }) validTo!: string | null;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: '合并后的组织。The organization it was merged into.' })
  successorId!: string | null;
  @ApiProperty({ example: 1 }) version!: number;
}

export const organizationExample: OrganizationView = {
  id: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11', parentId: '0d9f2f0e-6a3c-5a57-8a5e-9c1d3e0b7a42', code: '320584',
  path: '000000.320000.320500.320584.', nameZh: '吴江市总工会', level: 'county', divisionCode: '320584', uscc: null,
  validFrom: '2000-01-01', validTo: null, successorId: null, version: 1,
};
