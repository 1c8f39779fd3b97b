import { ApiProperty } from '@nestjs/swagger';
import { IsCode, PlainText } from '../../../platform/http/fields.js';

/** Any password that was ever accepted fits; its rules are told when it is set, not when it is tried. */
export const passwordShape = /^\P{Cc}{1,1024}$/u;
export const passwordForm = { zh: '1 至 1024 个字符，不含控制字符', en: '1 to 1024 characters without control characters' };

export class SignInRequest {
  @PlainText({ max: 64, description: '用户名，不分大小写。Username, in capitals or not.', example: 'wujiang.jingban' })
  username!: string;

  @IsCode(passwordShape, passwordForm, { description: '密码。Password.', example: 'three-quiet-herons' })
  password!: string;
}

export class SessionAccountView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'wujiang.jingban' }) username!: string;
  @ApiProperty({ example: '沈经办' }) displayName!: string;
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
}

/** A session just opened. */
export class SessionView {
  @ApiProperty({ description: '令牌，只显示一次；置于 Authorization: Bearer 之后。Shown once; send it as `Authorization: Bearer …`.' })
  token!: string;

  @ApiProperty({ format: 'date-time', description: '到时须重新登录；闲置过久也会提前失效。Ends then at the latest, and earlier when unused.' })
  expiresAt!: Date;

  @ApiProperty({ type: SessionAccountView }) account!: SessionAccountView;

  @ApiProperty({ description: '为真时须先修改密码。When true, the password must be changed first.' })
  mustChangePassword!: boolean;
}

export const sessionExample = {
  token: 'q3Zb1d9Wn0sYc5rTgV2kLx8eUo7mAiJ4hPfB6tSyDzE', expiresAt: '2026-11-22T20:00:00.000Z',
  account: {
    id: '019799c2-7d1e-7c3a-9a52-0f4c1b2d3e4f', username: 'wujiang.jingban', displayName: '沈经办',
    organizationId: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11',
  },
  mustChangePassword: false,
};
