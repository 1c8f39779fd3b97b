import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../../platform/documents/documents.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { ReviewsModule } from '../reviews/reviews.module.js';
import { PayableReceiptEntity } from './entities/payable-receipt.entity.js';
import { PayableEntity } from './entities/payable.entity.js';
import { PaymentEntity } from './entities/payment.entity.js';
import { PayablesController } from './payables.controller.js';
import { PayableQueries } from './payables.queries.js';
import { PaymentsRepository } from './payments.repository.js';
import { Payables } from './public/payables.js';
import { PaymentSources } from './public/payment-sources.js';
import { AddReceipt } from './use-cases/add-receipt.js';
import { PayDirectly } from './use-cases/pay-directly.js';
import { RevealPayee } from './use-cases/reveal-payee.js';

/** What is to be paid, and how it was paid. */
@Module({
  imports: [FundsModule, ReviewsModule, DocumentsModule, TypeOrmModule.forFeature([PayableEntity, PayableReceiptEntity, PaymentEntity])],
  controllers: [PayablesController],
  providers: [PaymentsRepository, PayableQueries, PaymentSources, Payables, PayDirectly, RevealPayee, AddReceipt],
  exports: [Payables, PaymentSources],
})
export class PaymentsModule {}
