import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentRecords } from './document-records.js';
import { DocumentDownloadEntity } from './entities/document-download.entity.js';
import { DocumentEntity } from './entities/document.entity.js';

/** Stored documents: their records, and who has read them. */
@Module({
  imports: [TypeOrmModule.forFeature([DocumentEntity, DocumentDownloadEntity])],
  providers: [DocumentRecords],
  exports: [DocumentRecords],
})
export class DocumentsModule {}
