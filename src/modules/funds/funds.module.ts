import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FundAccountEntity } from './entities/fund-account.entity.js';
import { FundEntity } from './entities/fund.entity.js';
import { LedgerEntryEntity } from './entities/ledger-entry.entity.js';
import { FundsController } from './funds.controller.js';
import { FundIndicators } from './funds.indicators.js';
import { FundQueries } from './funds.queries.js';
import { FundsRepository } from './funds.repository.js';
import { LedgerRepository } from './ledger.repository.js';
import { FundLedger } from './public/fund-ledger.js';
import { FundStatements } from './public/fund-statements.js';
import { CreateFund } from './use-cases/create-fund.js';
import { RecordContribution } from './use-cases/record-contribution.js';

/** Funds and their double-entry ledger. */
@Module({
  imports: [TypeOrmModule.forFeature([FundEntity, FundAccountEntity, LedgerEntryEntity])],
  controllers: [FundsController],
  providers: [
    FundQueries, FundsRepository, LedgerRepository, FundLedger, FundStatements, FundIndicators, CreateFund, RecordContribution,
  ],
  exports: [FundLedger, FundStatements],
})
export class FundsModule {}
