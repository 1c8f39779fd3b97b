import { IsDate10, IsUuid, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';

/** What can be unmasked of a person. */
export const REVEALABLE = ['name', 'idNumber', 'mobile', 'accountNumber'] as const;
export type RevealableField = (typeof REVEALABLE)[number];

/** A person to register as a member of the branch. */
export class RegisterMemberRequest {
  @PlainText({ max: 60, example: '沈月英' })
  name!: string;

  @PlainText({ max: 40, description: '18 位，可带空格。18 characters; spaces do not matter.', example: '320502198207092047' })
  idNumber!: string;

  @OneOf(['male', 'female'], { optional: true, description: '若填写，须与身份证号码一致。Must agree with the ID number.', example: 'female' })
  sex?: 'male' | 'female';

  @IsDate10({ optional: true, description: '若填写，须与身份证号码一致。Must agree with the ID number.', example: '1982-07-09' })
  birthDate?: string;

  @PlainText({ max: 40, optional: true, example: '13862540001' })
  mobile?: string;

  @PlainText({ max: 200, optional: true, example: '吴江市城区环境卫生管理处' })
  workplace?: string;

  @PlainText({ max: 100, optional: true, example: '清扫保洁' })
  occupation?: string;

  @IsDate10({ optional: true, example: '2005-06-26' })
  employedOn?: string;
}

/** What to change of a member; what is absent stays, null empties. */
export class ChangeMemberRequest {
  @PlainText({ max: 60, optional: true, example: '沈月英' })
  name?: string;

  @PlainText({ max: 40, optional: true, nullable: true, example: '13862540001' })
  mobile?: string | null;

  @PlainText({ max: 200, optional: true, nullable: true, example: '吴江市城区环境卫生管理处' })
  workplace?: string | null;

  @PlainText({ max: 100, optional: true, nullable: true, example: '垃圾清运' })
  occupation?: string | null;

  @IsDate10({ optional: true, nullable: true, example: '2005-06-26' })
  employedOn?: string | null;
}

/** The filters of the member list. */
export class MembersQuery extends PageQuery {
  @PlainText({ max: 60, optional: true, description: '姓名开头。How the name begins.', example: '沈' })
  name?: string;

  @IsUuid({ optional: true, description: '此组织及其下级。This organization and those below it.' })
  organizationId?: string;
}

/** Exactly one of the three. */
export class SearchPeopleRequest {
  @PlainText({ max: 40, optional: true, example: '320502198207092047' })
  idNumber?: string;

  @PlainText({ max: 40, optional: true, example: '13862540001' })
  mobile?: string;

  @PlainText({ max: 64, optional: true, example: '6222021102007197026' })
  accountNumber?: string;
}

/** What to unmask, and why. */
export class RevealPersonRequest {
  @OneOf(REVEALABLE, { list: { min: 1, max: REVEALABLE.length }, example: ['idNumber', 'mobile'] })
  fields!: RevealableField[];

  @PlainText({ min: 5, max: 200, example: '核对申领人证件' })
  reason!: string;
}
