import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AidRecordsRepository } from './aid-records.repository.js';
import { AidRecordEntity } from './entities/aid-record.entity.js';
import { AidRecords } from './public/aid-records.js';

/** What everybody was promised and given, whatever the programme. */
@Module({
  imports: [TypeOrmModule.forFeature([AidRecordEntity])],
  providers: [AidRecords, AidRecordsRepository],
  exports: [AidRecords],
})
export class AidRecordsModule {}
