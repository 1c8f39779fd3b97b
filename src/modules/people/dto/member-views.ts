import { ApiProperty } from '@nestjs/swagger';

/** A bank account, masked. */
export class AccountView {
  @ApiProperty()
  accountNumber!: string;

  @ApiProperty()
  bankName!: string;
}

/** A person, masked. */
export class PersonView {
  @ApiProperty({ format: 'uuid', description: '人员编号，也是会员的编号。The person\'s id, which is also the member\'s.' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['resident_id', 'hmt_permit'] })
  idType!: string;

  @ApiProperty()
  idNumber!: string;

  @ApiProperty({ enum: ['male', 'female'] })
  sex!: string;

  @ApiProperty({ type: 'integer', description: '出生日期是证件号码的一部分，只显示年份。The date is part of the ID number, so only the year is shown.' })
  birthYear!: number;

  @ApiProperty({ type: 'string', nullable: true })
  mobile!: string | null;

  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** A member as lists show one. */
export class MemberListItem extends PersonView {
  @ApiProperty({ format: 'uuid' })
  membershipId!: string;

  @ApiProperty({ format: 'uuid' })
  organizationId!: string;

  @ApiProperty()
  organizationName!: string;

  @ApiProperty({ type: 'string', nullable: true })
  workplace!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  occupation!: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  employedOn!: string | null;

  @ApiProperty({ format: 'date' })
  memberSince!: string;
}

/** A member in full, masked. */
export class MemberView extends MemberListItem {
  @ApiProperty({ type: AccountView, isArray: true })
  accounts!: AccountView[];
}

/** The people found; at most a handful. */
export class PeopleFound {
  @ApiProperty({ type: PersonView, isArray: true })
  items!: PersonView[];
}

/** Unmasked data; only the fields that were asked for. */
export class RevealedPerson {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ required: false })
  name?: string;

  @ApiProperty({ required: false })
  idNumber?: string;

  @ApiProperty({ type: 'string', required: false, nullable: true })
  mobile?: string | null;

  @ApiProperty({ type: AccountView, isArray: true, required: false })
  accounts?: AccountView[];
}
