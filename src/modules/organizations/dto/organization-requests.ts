import { IsDate10, IsUuid, IsCode, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { childLevels, codePattern, organizationLevels, type OrganizationLevel } from '../rules/organization-path.js';

/** Filters of the list of organizations. */
export class OrganizationQuery extends PageQuery {
  @IsUuid({ optional: true, description: '上级组织。Only the children of this organization.' })
  parentId?: string;

  @OneOf(organizationLevels, { optional: true, description: '层级。Only this level.' })
  level?: OrganizationLevel;
}

/** A new organization under its parent. */
export class OpenOrganizationRequest {
  @IsUuid({ description: '上级组织，须在管辖范围内。The parent, in the branch of the request.' })
  parentId!: string;

  @IsCode(codePattern, { zh: '字母和数字', en: 'letters and digits' }, { description: '代码，同一上级下唯一。Code, unique under its parent.', example: '101' })
  code!: string;

  @PlainText({ max: 100, description: '名称。Name.', example: '松陵镇总工会' })
  nameZh!: string;

  @OneOf(childLevels, { description: '层级。Level.', example: 'town' })
  level!: OrganizationLevel;

  @IsCode(/^\d{6,12}$/, { zh: '6 至 12 位数字', en: '6 to 12 digits' }, { optional: true, description: '行政区划代码。Code of the administrative division.', example: '320584' })
  divisionCode?: string;

  @PlainText({ max: 40, optional: true, description: '统一社会信用代码，2015 年起才有。Unified social credit code; units have one since 2015.', example: '133205000143567889' })
  uscc?: string;

  @IsDate10({ optional: true, description: '设立日期，不写则为今天。First day; today when absent.', example: '2011-01-04' })
  validFrom?: string;
}

/** What may change of an organization: its name, its credit code, and its last day. */
export class ChangeOrganizationRequest {
  @PlainText({ max: 100, optional: true, example: '松陵镇总工会' })
  nameZh?: string;

  @PlainText({ max: 40, optional: true, nullable: true, description: '统一社会信用代码；null 表示没有。Unified social credit code; null when there is none.' })
  uscc?: string | null;

  @IsDate10({ optional: true, nullable: true, description: '最后一日；null 表示继续存续。Last day; null keeps it open.', example: '2011-12-31' })
  validTo?: string | null;
}
