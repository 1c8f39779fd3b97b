import { ApiProperty } from '@nestjs/swagger';
import { IsCode } from '../../../platform/http/fields.js';
import { accountExample, AccountRoleView, roleExample } from './account-view.js';
import { passwordForm, passwordShape } from './sessions.js';

export class ChangeOwnPasswordRequest {
  @IsCode(passwordShape, passwordForm, { description: '原密码。Current password.', example: 'three-quiet-herons' })
  currentPassword!: string;

  @IsCode(passwordShape, passwordForm, { description: '新密码，至少 12 个字符。New password, 12 characters or more.', example: 'seven-slow-ferries' })
  newPassword!: string;
}

/** What the request may do in the branch it works in. */
export class BranchView {
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
  @ApiProperty({ example: '000000.320000.320500.320584.' }) organizationPath!: string;
  @ApiProperty({ type: [String], example: ['caseworker'] }) roles!: string[];
  @ApiProperty({ type: [String], example: ['cards:read', 'claims:read'] }) permissions!: string[];
}

/** The signed-in account, every role given to it, and the branch of this request. */
export class MeView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() username!: string;
  @ApiProperty() displayName!: string;
  @ApiProperty({ format: 'uuid' }) organizationId!: string;
  @ApiProperty() mustChangePassword!: boolean;
  @ApiProperty({ type: [AccountRoleView] }) roles!: AccountRoleView[];
  @ApiProperty({ type: BranchView, nullable: true, description: '没有角色时为 null。Null without a role.' }) branch!: BranchView | null;
}

export const meExample: MeView = {
  id: accountExample.id, username: accountExample.username, displayName: accountExample.displayName, organizationId: accountExample.organizationId,
  mustChangePassword: false, roles: [roleExample],
  branch: {
    organizationId: roleExample.organizationId, organizationPath: roleExample.organizationPath, roles: ['caseworker'],
    permissions: ['cards:read', 'cards:write', 'claims:read', 'claims:reveal', 'claims:write', 'organizations:read'],
  },
};
