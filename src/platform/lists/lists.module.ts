import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { JobRegistry } from '../outbox/jobs.js';
import { ImportRowEntity } from './entities/import-row.entity.js';
import { ImportEntity } from './entities/import.entity.js';
import { ImportKinds } from './import-kinds.js';
import { ImportsController } from './imports.controller.js';
import { ImportsQueries } from './imports.queries.js';
import { ImportsRepository } from './imports.repository.js';
import { applyImportChunkJob, checkImportJob } from './jobs/import-jobs.js';
import { SheetSource } from './sheet-source.js';
import { ApplyImportChunk } from './use-cases/apply-import-chunk.js';
import { CheckImport } from './use-cases/check-import.js';
import { ConfirmImport } from './use-cases/confirm-import.js';
import { DropImport } from './use-cases/drop-import.js';
import { UploadImport } from './use-cases/upload-import.js';

/** The import framework. A module that brings a kind imports this one and joins `ImportKinds` at start-up. */
@Module({
  imports: [TypeOrmModule.forFeature([ImportEntity, ImportRowEntity]), DocumentsModule],
  controllers: [ImportsController],
  providers: [
    ImportKinds, ImportsQueries, ImportsRepository, SheetSource, UploadImport, CheckImport, ConfirmImport, DropImport, ApplyImportChunk,
  ],
  exports: [ImportKinds],
})
export class ListsModule implements OnModuleInit {
  constructor(
    @Inject(JobRegistry) private readonly jobs: JobRegistry,
    @Inject(CheckImport) private readonly checkImport: CheckImport,
    @Inject(ApplyImportChunk) private readonly applyImportChunk: ApplyImportChunk,
  ) {}

  onModuleInit(): void {
    this.jobs.register(checkImportJob, (tx, { importId }) => this.checkImport.execute(tx, importId));
    this.jobs.register(applyImportChunkJob, (tx, { importId, chunk }) => this.applyImportChunk.execute(tx, importId, chunk));
  }
}
