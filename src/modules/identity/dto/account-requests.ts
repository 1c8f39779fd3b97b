import { IsDate10, IsUuid, IsCode, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { roles, type Role } from '../rules/permissions.js';
import { passwordForm, passwordShape } from './sessions.js';

const states = ['active', 'disabled'] as const;
const usernameShape = /^[a-z][a-z0-9._-]{2,63}$/;
const usernameForm = { zh: '3 至 64 个小写字母、数字、点、横线，以字母开头', en: '3 to 64 small letters, digits, dots or dashes, beginning with a letter' };

/** Filters of the list of accounts. */
export class AccountQuery extends PageQuery {
  @IsUuid({ optional: true, description: '所属组织。Only accounts of this organization.' })
  organizationId?: string;

  @OneOf(states, { optional: true })
  state?: (typeof states)[number];
}

export class CreateAccountRequest {
  @IsCode(usernameShape, usernameForm, { description: '3 至 64 个小写字母、数字、点、横线，以字母开头。Small letters, digits, dots, dashes.', example: 'wujiang.jingban' })
  username!: string;

  @PlainText({ max: 40, description: '显示姓名。Name shown.', example: '沈经办' })
  displayName!: string;

  @IsCode(passwordShape, passwordForm, { description: '初始密码，至少 12 个字符，首次登录须修改。First password, 12 characters or more, to be changed.', example: 'three-quiet-herons' })
  password!: string;

  @IsUuid({ description: '所属组织，须在管辖范围内。An organization of the branch.' })
  organizationId!: string;
}

export class ChangeAccountRequest {
  @PlainText({ max: 40, optional: true, example: '沈经办' })
  displayName?: string;

  @OneOf(states, { optional: true, description: 'disabled 停用并结束其所有登录。Disabling ends every session.' })
  state?: (typeof states)[number];
}

export class GiveRoleRequest {
  @OneOf(roles, { description: '角色；管理员不得兼任其他角色。An administrator holds no other role.', example: 'caseworker' })
  role!: Role;

  @IsUuid({ description: '在此组织及其下级有效。Reaches this organization and everything below.' })
  organizationId!: string;

  @IsDate10({ description: '起始日期。First day.', example: '2011-01-04' })
  validFrom!: string;

  @IsDate10({ optional: true, description: '最后一日，不写则不终止。Last day; without end when absent.', example: '2011-12-31' })
  validTo?: string;
}
