import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ImportKinds } from '../../platform/lists/import-kinds.js';
import { ListsModule } from '../../platform/lists/lists.module.js';
import { BankAccountEntity } from './entities/bank-account.entity.js';
import { BranchNoticeEntity } from './entities/branch-notice.entity.js';
import { HouseholdMemberEntity } from './entities/household-member.entity.js';
import { HouseholdEntity } from './entities/household.entity.js';
import { MembershipEntity } from './entities/membership.entity.js';
import { PersonBranchEntity } from './entities/person-branch.entity.js';
import { PersonEntity } from './entities/person.entity.js';
import { membersKind } from './imports/members-kind.js';
import { MembersController } from './members.controller.js';
import { NoticesController } from './notices.controller.js';
import { NoticesQueries } from './notices.queries.js';
import { NoticesRepository } from './notices.repository.js';
import { PeopleController } from './people.controller.js';
import { PeopleQueries } from './people.queries.js';
import { PeopleRepository } from './people.repository.js';
import { PersonCipher } from './person-cipher.js';
import { MemberList } from './public/member-list.js';
import { MemberRegistrar } from './public/member-registrar.js';
import { People } from './public/people.js';
import { ChangeMember } from './use-cases/change-member.js';
import { CloseNotice } from './use-cases/close-notice.js';
import { RegisterMember } from './use-cases/register-member.js';
import { RevealPerson } from './use-cases/reveal-person.js';
import { SearchPeople } from './use-cases/search-people.js';

/** People, their memberships, households and accounts. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      PersonEntity, PersonBranchEntity, MembershipEntity, HouseholdEntity, HouseholdMemberEntity, BankAccountEntity, BranchNoticeEntity,
    ]),
    ListsModule,
  ],
  controllers: [MembersController, NoticesController, PeopleController],
  providers: [
    PeopleQueries, PeopleRepository, NoticesQueries, NoticesRepository, PersonCipher, MemberRegistrar, MemberList, People, RegisterMember,
    ChangeMember, CloseNotice, RevealPerson, SearchPeople,
  ],
  exports: [People, MemberRegistrar, MemberList],
})
export class PeopleModule implements OnModuleInit {
  constructor(
    @Inject(ImportKinds) private readonly kinds: ImportKinds,
    @Inject(MemberList) private readonly members: MemberList,
  ) {}

  onModuleInit(): void {
    this.kinds.register(membersKind(this.members));
  }
}
