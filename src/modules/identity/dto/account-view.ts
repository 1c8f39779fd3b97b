import { ApiProperty } from '@nestjs/swagger';
import { roles } from '../rules/permissions.js';

/** A role as it was given to an account. */
export class AccountRoleView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: roles }) role!: string;
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
  @ApiProperty({ example: '000000.320000.320500.320584.' }) organizationPath!: string;
  @ApiProperty({ example: '吴江市总工会' }) organizationNameZh!: string;
  @ApiProperty({ format: 'date', example: '2011-01-04' }) validFrom!: string;
  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: '最后一日。Last day.' }) validTo!: string | null;
}

/** An account as administrators see it. Roles given outside their branch are not shown. */
export class AccountView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'wujiang.jingban' }) username!: string;
  @ApiProperty({ example: '沈经办' }) displayName!: string;
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
  @ApiProperty({ example: '吴江市总工会' }) organizationNameZh!: string;
  @ApiProperty({ enum: ['active', 'disabled'] }) state!: string;
  @ApiProperty({ description: '因连续登录失败而暂停。Shut for a while after failed sign-ins.' }) locked!: boolean;
  @ApiProperty() mustChangePassword!: boolean;
  @ApiProperty({ example: 1 }) version!: number;
  @ApiProperty({ type: [AccountRoleView], description: '未终止的角色。Roles that were not taken away.' }) roles!: AccountRoleView[];
}

/** A password that is shown this once. */
export class GeneratedPasswordView {
  @ApiProperty({ example: 'mk7fq-2xhdt-w9rbz-cj4vp', description: '只显示这一次，首次登录须修改。Shown once; to be changed at the next sign-in.' })
  password!: string;
}

export const roleExample: AccountRoleView = {
  id: '019799c3-11aa-7c3a-8b52-aa4c1b2d3e4f', role: 'caseworker', organizationId: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11',
  organizationPath: '000000.320000.320500.320584.', organizationNameZh: '吴江市总工会', validFrom: '2011-01-04', validTo: null,
};

export const accountExample: AccountView = {
  id: '019799c2-7d1e-7c3a-9a52-0f4c1b2d3e4f', username: 'wujiang.jingban', displayName: '沈经办',
  organizationId: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11', organizationNameZh: '吴江市总工会', state: 'active', locked: false,
  mustChangePassword: true, version: 1, roles: [roleExample],
};
