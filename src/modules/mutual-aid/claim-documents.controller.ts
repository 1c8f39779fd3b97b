import { Controller, Delete, Get, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Environment } from '../../config/env.js';
import type { Actor } from '../../kernel/actor.js';
import { Refused } from '../../kernel/refusals.js';
import { CurrentActor, RequirePermission } from '../../platform/auth/access.js';
import { detectContentTypeOrThrow } from '../../platform/documents/content-type.js';
import { FileStore } from '../../platform/documents/file-store.js';
import { readUpload } from '../../platform/documents/upload.js';
import type { Upload } from '../../platform/documents/upload-form.js';
import { Documented } from '../../platform/http/documented.js';
import { contentDigest, Idempotent, RequestDigest } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { UuidParam } from '../../platform/http/parameters.js';
import type { ClaimView } from './claim-views.js';
import { ClaimsQueries } from './claims.queries.js';
import { claimExample, draftClaimExample } from './dto/claim.examples.js';
import { claimDocumentKinds, type ClaimDocumentKind } from './rules/claim-documents.js';
import { AttachClaimDocument } from './use-cases/attach-claim-document.js';
import { OpenClaimDocument } from './use-cases/open-claim-document.js';
import { RemoveClaimDocument } from './use-cases/remove-claim-document.js';

const BYTES_PER_MEGABYTE = 1024 * 1024;
const uploadSchema = {
  type: 'object', required: ['kind', 'file'],
  properties: { kind: { type: 'string', enum: [...claimDocumentKinds] }, file: { type: 'string', format: 'binary' } },
} as const;

/** The papers of a claim. */
@ApiTags('mutual-aid')
@Controller('mutual-aid/claims/:id/documents')
export class ClaimDocumentsController {
  constructor(
    private readonly queries: ClaimsQueries,
    private readonly attachDocument: AttachClaimDocument,
    private readonly removeDocument: RemoveClaimDocument,
    private readonly openDocument: OpenClaimDocument,
    private readonly files: FileStore,
    private readonly environment: Environment,
    private readonly digest: RequestDigest,
  ) {}

  @Post()
  @Idempotent()
  @ApiConsumes('multipart/form-data')
  @RequirePermission('claims:write')
  @Documented({
    summary: { zh: '上传申领材料（PDF、JPEG、PNG、TIFF、OFD）', en: 'Upload a paper of a claim' },
    description: '文件类型按内容识别；上传会提高申领的版本号。The type is recognized by content; an upload raises the claim\'s version.',
    request: { example: { kind: 'diagnosis_report', file: '(binary)' }, schema: uploadSchema },
    response: { status: 201, example: { ...draftClaimExample, documents: claimExample.documents } },
    refusals: ['document.multipart_expected', 'document.unreadable', 'document.too_large', 'document.empty', 'document.type_not_allowed',
      'claim.not_found', 'claim.wrong_status', 'claim.document_repeated', 'claim.too_many_documents', 'review.four_eyes'],
  })
  async attach(@CurrentActor() actor: Actor, @UuidParam('id') id: string, @Req() request: Request): Promise<ClaimView> {
    const upload = await readUpload(request, this.files, {
      maxBytes: this.environment.UPLOAD_MAX_MEGABYTES * BYTES_PER_MEGABYTE, fields: ['kind'], fileField: 'file', check: detectContentTypeOrThrow,
    });
    const kind = kindOrThrow(upload);
    if (actor.idempotency) {
      actor.idempotency.bodyDigest = contentDigest(this.digest, request, { ...upload.fields, file: upload.file.storageKey });
    }
    await this.attachDocument.execute(actor, { claimId: id, kind, file: upload.file });
    return this.queries.one(actor, id);
  }

  @Delete(':documentId')
  @RequirePermission('claims:write')
  @Documented({
    summary: { zh: '移除一份材料', en: 'Take a paper off a claim' },
    response: { status: 200, example: draftClaimExample },
    refusals: ['claim.not_found', 'version.stale', 'claim.wrong_status', 'review.four_eyes', 'claim.document_not_found'],
  })
  async remove(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @UuidParam('documentId') documentId: string, @IfMatch() version: number,
  ): Promise<ClaimView> {
    await this.removeDocument.execute(actor, { claimId: id, claimDocumentId: documentId, version });
    return this.queries.one(actor, id);
  }

  @Get(':documentId/content')
  @RequirePermission('claims:read')
  @Documented({
    summary: { zh: '下载一份材料，并留下记录', en: 'Download a paper; the download is recorded' },
    response: { status: 200, mediaType: 'application/octet-stream' },
    refusals: ['claim.document_not_found', 'document.not_found'],
  })
  async content(
    @CurrentActor() actor: Actor, @UuidParam('id') id: string, @UuidParam('documentId') documentId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const document = await this.openDocument.execute(actor, id, documentId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    return new StreamableFile(document.stream, {
      type: document.contentType, length: document.size,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(document.fileName)}`,
    });
  }
}

function kindOrThrow({ fields }: Upload): ClaimDocumentKind {
  const kind = claimDocumentKinds.find((known) => known === fields['kind']);
  if (kind) return kind;
  const allowed = claimDocumentKinds.join(', ');
  throw new Refused('request.invalid', {
    errors: [{ field: 'kind', code: 'not_in_list', zh: `须为下列之一：${allowed}`, en: `Must be one of: ${allowed}` }],
  });
}
