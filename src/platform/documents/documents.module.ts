import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentRecords } from './document-records.js';
import { DocumentDownloadEntity } from './entities/document-download.entity.js';
import { DocumentEntity } from './entities/document.entity.js';
import { SweepFiles } from './sweep-files.js';

/** Stored documents: their records, who has read them, and the sweep of files that no document names. */
@Module({
  imports: [TypeOrmModule.forFeature([DocumentEntity, DocumentDownloadEntity])],
  providers: [DocumentRecords, SweepFiles],
  exports: [DocumentRecords],
})
export class DocumentsModule {}
