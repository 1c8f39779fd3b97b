import { Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Environment } from '../../config/env.js';
import type { Actor } from '../../kernel/actor.js';
import type { Page } from '../../kernel/pages.js';
import { CurrentActor, RequirePermission } from '../auth/access.js';
import { FileStore } from '../documents/file-store.js';
import { readUpload } from '../documents/upload.js';
import { Documented } from '../http/documented.js';
import { contentDigest, Idempotent, RequestDigest } from '../http/idempotency.js';
import { IfMatch } from '../http/if-match.js';
import { cursorOrThrow, PageOf, PageQuery } from '../http/pages.js';
import { UuidParam } from '../http/parameters.js';
import type { HttpRequest } from '../http/request-context.js';
import { importExample, refusedRowExample } from './dto/import-examples.js';
import { ImportView, RefusedRowView } from './dto/import-views.js';
import { ImportKinds } from './import-kinds.js';
import { ImportsQueries } from './imports.queries.js';
import { ConfirmImport } from './use-cases/confirm-import.js';
import { DropImport } from './use-cases/drop-import.js';
import { UploadImport } from './use-cases/upload-import.js';
import { refuseNoWorkbook } from './workbook/recognize.js';

const UPLOAD = {
  type: 'object', required: ['kind', 'file'], additionalProperties: { type: 'string' },
  properties: {
    kind: { type: 'string', example: 'members' }, file: { type: 'string', format: 'binary' },
    dryRun: { type: 'string', enum: ['true', 'false'] },
  },
};

/** Lists that are uploaded, checked, looked at, and then confirmed or dropped. */
@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    @Inject(Environment) private readonly environment: Environment,
    @Inject(FileStore) private readonly store: FileStore,
    @Inject(RequestDigest) private readonly digest: RequestDigest,
    @Inject(ImportKinds) private readonly kinds: ImportKinds,
    @Inject(ImportsQueries) private readonly queries: ImportsQueries,
    @Inject(UploadImport) private readonly uploadImport: UploadImport,
    @Inject(ConfirmImport) private readonly confirmImport: ConfirmImport,
    @Inject(DropImport) private readonly dropImport: DropImport,
  ) {}

  @Post()
  @RequirePermission('imports:write')
  @Idempotent()
  @ApiConsumes('multipart/form-data')
  @Documented({
    summary: { zh: '上传名单，开始检查', en: 'Upload a list; the checking begins' },
    description: '表单字段：kind、file（.xlsx）、可选 dryRun，以及该类型自己的字段（如 cardBatchId）。Form fields: kind, file (.xlsx), dryRun, and those of the kind.',
    request: { schema: UPLOAD, example: { kind: 'members', file: '花名册.xlsx', dryRun: 'false' } },
    response: { status: 201, type: ImportView, example: { ...importExample, status: 'checking', version: 1 } },
    refusals: ['import.kind_unknown', 'import.kind_not_allowed', 'import.old_or_protected_workbook', 'import.not_a_workbook', 'document.too_large'],
  })
  async upload(@CurrentActor() actor: Actor, @Req() request: HttpRequest): Promise<ImportView> {
    const upload = await readUpload(request, this.store, {
      maxBytes: this.environment.UPLOAD_MAX_MEGABYTES * 1024 * 1024, fileField: 'file',
      fields: ['kind', 'dryRun', ...this.kinds.optionFields()], check: refuseNoWorkbook,
    });
    const { fields, file } = upload;
    if (actor.idempotency) {
      actor.idempotency.bodyDigest = contentDigest(this.digest, request, { ...fields, file: file.storageKey, fileName: file.fileName });
    }
    const { id } = await this.uploadImport.execute(actor, upload);
    return this.queries.one(actor, id);
  }

  @Get()
  @RequirePermission('imports:read')
  @Documented({
    summary: { zh: '导入列表，最新的在前', en: 'Imports, the newest first' },
    response: { status: 200, type: PageOf(ImportView), example: { items: [importExample], nextCursor: null } },
  })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<ImportView>> {
    return this.queries.list(actor, query.limit, cursorOrThrow(query, ['text', 'uuid']));
  }

  @Get(':id')
  @RequirePermission('imports:read')
  @Documented({
    summary: { zh: '一次导入的状态、计数与进度', en: 'One import: status, counts and progress' },
    response: { status: 200, type: ImportView, example: importExample }, refusals: ['import.not_found'],
  })
  async one(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<ImportView> {
    return this.queries.one(actor, id);
  }

  @Post(':id/confirmation')
  @RequirePermission('imports:write')
  @Idempotent()
  @Documented({
    summary: { zh: '确认预览，开始导入', en: 'Confirm the preview; the good rows are applied' },
    response: { status: 201, type: ImportView, example: { ...importExample, status: 'applying', version: 3 } },
    refusals: [
      'import.not_found', 'import.other_branch', 'import.kind_not_allowed', 'import.wrong_status', 'version.stale', 'import.is_dry_run',
      'import.nothing_to_apply',
    ],
  })
  async confirm(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @IfMatch() version: number): Promise<ImportView> {
    await this.confirmImport.execute(actor, { importId: id, version });
    return this.queries.one(actor, id);
  }

  @Post(':id/dropping')
  @RequirePermission('imports:write')
  @Idempotent()
  @Documented({
    summary: { zh: '放弃这次导入', en: 'Drop an import that is not wanted' },
    response: { status: 201, type: ImportView, example: { ...importExample, status: 'dropped', version: 3 } },
    refusals: ['import.not_found', 'import.other_branch', 'import.wrong_status'],
  })
  async drop(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<ImportView> {
    await this.dropImport.execute(actor, id);
    return this.queries.one(actor, id);
  }

  @Get(':id/refused-rows')
  @RequirePermission('imports:read')
  @Documented({
    summary: { zh: '被拒的行及原因', en: 'Refused rows with their reasons' },
    response: { status: 200, type: PageOf(RefusedRowView), example: { items: [refusedRowExample], nextCursor: null } },
    refusals: ['import.not_found'],
  })
  async refusedRows(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Query() query: PageQuery): Promise<Page<RefusedRowView>> {
    return this.queries.refusedRows(actor, id, query.limit, cursorOrThrow(query, ['integer', 'integer']));
  }
}
