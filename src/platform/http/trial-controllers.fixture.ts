import { Body, Controller, Get, Logger, Post, Query, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes, ApiProperty } from '@nestjs/swagger';
import type { Actor } from '../../kernel/actor.js';
import { defineRefusals, Refused } from '../../kernel/refusals.js';
import { CurrentActor, Public, RequirePermission, SignedIn } from '../auth/access.js';
import { Documented } from './documented.js';
import { IsDate10, IsFen, IsUuid, IsYesOrNo, ListOf, Nested, OneOf, PlainText, QueryYesOrNo } from './fields.js';
import { Idempotent } from './idempotency.js';
import { IfMatch } from './if-match.js';
import { PageOf, PageQuery } from './pages.js';
import { CodeParam, UuidParam, WholeParam } from './parameters.js';
import { SignInLimit } from './sign-in-limit.js';

export const trialRefusals = defineRefusals({
  'trial.stale': { kind: 'stale', zh: '版本 {seen} 已过时', en: 'Version {seen} is stale' },
  'trial.rule': { kind: 'unprocessable', zh: '不可以', en: 'Not allowed' },
});

export class ItemBody {
  @PlainText({ max: 10 }) name!: string;
  @IsFen({ min: 1, max: 1_000_000 }) amountFen!: number;
}

export class ThingBody {
  @PlainText({ max: 20, example: '甲' }) title!: string;
  @IsDate10({ optional: true }) on?: string;
  @IsUuid({ optional: true, nullable: true }) ownerId?: string | null;
  @OneOf(['red', 'blue'], { optional: true }) color?: string;
  @IsYesOrNo({ optional: true }) open?: boolean;
  @PlainText({ max: 100, lines: true, optional: true }) remark?: string;
  @IsUuid({ optional: true, list: { max: 2 } }) relatedIds?: string[];
  @Nested(() => ItemBody, { optional: true }) first?: ItemBody;
  @ListOf(() => ItemBody, { max: 3, optional: true }) items?: ItemBody[];
}

export class ThingView {
  @ApiProperty({ example: 3 }) version!: number;
}

export class ThingQuery extends PageQuery {
  @QueryYesOrNo({ optional: true }) open?: boolean;
}

class SignInBody {
  @PlainText({ max: 50 }) username!: string;
}

const view = { status: 200, type: ThingView, example: { version: 3 } } as const;
const summary = { zh: '试验', en: 'Trial' };

@Controller('things')
@RequirePermission('things:write')
export class ThingsController {
  @Get()
  @Documented({ summary, response: { status: 200, type: PageOf(ThingView), example: { items: [], nextCursor: null } } })
  list(@Query() query: ThingQuery): object {
    return { ...query };
  }

  @Get('named')
  @Documented({ summary, response: view })
  named(@Query('color') color?: string): object {
    return { color };
  }

  @Get('plain')
  @Documented({ summary, response: view })
  plain(): object {
    return { amountFen: 1_000_000n };
  }

  @Get('too-large')
  @Documented({ summary, response: view })
  tooLarge(): object {
    return { amountFen: 2n ** 60n };
  }

  @Get('by-year/:year/:kind')
  @Documented({ summary, response: view })
  byYear(@WholeParam('year', { min: 1950, max: 2100 }) year: number, @CodeParam('kind', /^[a-z]+$/) kind: string): object {
    return { year, kind };
  }

  @Get(':id')
  @Documented({ summary, response: view })
  one(@UuidParam('id') id: string): object {
    new Logger('things').log('looked up');
    return { id, version: 3 };
  }

  @Post()
  @Idempotent()
  @Documented({ summary, request: { example: { title: '甲' } }, response: { ...view, status: 201 }, refusals: ['trial.rule'] })
  make(@Body() body: ThingBody, @CurrentActor() actor: Actor): object {
    const claim = actor.idempotency;
    return { body, claim: { ...claim, bodyDigest: claim?.bodyDigest?.toString('hex') ?? null } };
  }

  @Post(':id/approval')
  @Documented({ summary, response: view })
  approve(@UuidParam('id') _id: string, @IfMatch() version: number): object {
    if (version !== 3) throw new Refused('trial.stale', { seen: version, row: new Error('inner'), secret: Buffer.from('x') });
    return { version };
  }

  @Post('files')
  @Idempotent()
  @ApiConsumes('multipart/form-data')
  @UseInterceptors(FileInterceptor('file', { limits: { fileSize: 1000 } }))
  @Documented({
    summary, response: { ...view, status: 201 },
    request: { example: { kind: 'roster' }, schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } },
  })
  upload(@UploadedFile() file: { size: number } | undefined, @Body() body: SignInBody, @CurrentActor() actor: Actor): object {
    return { size: file?.size, username: body.username, digest: actor.idempotency?.bodyDigest };
  }
}

@Controller('faults')
@Public()
export class FaultsController {
  @Get(':kind')
  @Documented({ summary, response: view })
  fail(@CodeParam('kind', /^\w+$/) kind: string): object {
    throw faults[kind] ?? new TypeError('Cannot read properties of 李雷 320584199001011234');
  }

  @Post('sign-in')
  @SignInLimit()
  @Documented({ summary, request: { example: { username: 'a' } }, response: view })
  signIn(@Body() _body: SignInBody): object {
    return { version: 1 };
  }

  @Get('me/actor')
  @SignedIn()
  @Documented({ summary, response: view })
  me(@CurrentActor() actor: Actor): object {
    return { accountId: actor.accountId, organizationId: actor.organizationId };
  }
}

const driver = (code: string): Error => Object.assign(new Error('Key (id_number)=(320584199001011234) 李雷'), {
  code, severity: 'ERROR', table: 'people', constraint: 'people_key', detail: '320584199001011234',
});

const faults: Record<string, unknown> = {
  text: driver('22021'),
  serialization: Object.assign(new Error('wrapped'), { name: 'QueryFailedError', driverError: driver('40001'), parameters: ['李雷'] }),
  timeout: driver('57014'),
  unique: Object.assign(new Error('wrapped 李雷'), { driverError: driver('23505') }),
  refused: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  thrown: '李雷',
  undeclared: new Refused('never.declared'),
  rule: new Refused('trial.rule'),
};
