import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { Documented } from '../../platform/http/documented.js';
import { UuidParam } from '../../platform/http/parameters.js';
import { personExample, revealedExample } from './dto/member-examples.js';
import { RevealPersonRequest, SearchPeopleRequest } from './dto/member-requests.js';
import { PeopleFound, RevealedPerson } from './dto/member-views.js';
import { RevealPerson } from './use-cases/reveal-person.js';
import { SearchPeople } from './use-cases/search-people.js';

/** Finding people by a number, and looking at what is masked. */
@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(
    @Inject(SearchPeople) private readonly searchPeople: SearchPeople,
    @Inject(RevealPerson) private readonly revealPerson: RevealPerson,
  ) {}

  @Post('searches')
  @RequirePermission('people:search')
  @Documented({
    summary: { zh: '按身份证号、手机号或银行账号精确查找（三选一）', en: 'Find people by exactly one number' },
    description: '号码不出现在网址中。Numbers never stand in a URL.',
    request: { example: { idNumber: '320502198207092047' } },
    response: { status: 200, type: PeopleFound, example: { items: [personExample] } },
    refusals: ['person.search_by_one'],
  })
  async search(@CurrentActor() actor: Actor, @Body() body: SearchPeopleRequest): Promise<PeopleFound> {
    return this.searchPeople.execute(actor, body);
  }

  @Post(':id/reveals')
  @RequirePermission('people:reveal')
  @Documented({
    summary: { zh: '查看未遮盖的资料，须写明理由', en: 'Look at unmasked data, giving the reason' },
    request: { example: { fields: ['idNumber', 'mobile'], reason: '核对申领人证件' } },
    response: { status: 200, type: RevealedPerson, example: revealedExample },
    refusals: ['person.not_found'],
  })
  async reveal(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Body() body: RevealPersonRequest): Promise<RevealedPerson> {
    return this.revealPerson.execute(actor, { personId: id, fields: body.fields, reason: body.reason });
  }
}
