import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../../platform/documents/documents.module.js';
import { ImportKinds } from '../../platform/lists/import-kinds.js';
import { ListsModule } from '../../platform/lists/lists.module.js';
import { AidRecordsModule } from '../aid-records/aid-records.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { PeopleModule } from '../people/people.module.js';
import { ReviewsModule } from '../reviews/reviews.module.js';
import { CardBatchesController } from './card-batches.controller.js';
import { CardBatchesQueries } from './card-batches.queries.js';
import { CardBatchesRepository } from './card-batches.repository.js';
import { CardsController } from './cards.controller.js';
import { CardsQueries } from './cards.queries.js';
import { CardsRepository } from './cards.repository.js';
import { claimControllers, claimEntities, claimProviders } from './claims.providers.js';
import { CardBatchEntity } from './entities/card-batch.entity.js';
import { CardEventEntity } from './entities/card-event.entity.js';
import { CardEntity } from './entities/card.entity.js';
import { MutualAidPlanEntity } from './entities/mutual-aid-plan.entity.js';
import { PlanIllnessEntity } from './entities/plan-illness.entity.js';
import { PlanVersionEntity } from './entities/plan-version.entity.js';
import { MemberCardsKind } from './imports/member-cards.kind.js';
import { MutualAidIndicators } from './mutual-aid.indicators.js';
import { PlansController } from './plans.controller.js';
import { PlansQueries } from './plans.queries.js';
import { PlansRepository } from './plans.repository.js';
import { AddPlanVersion } from './use-cases/add-plan-version.js';
import { CloseCardBatch } from './use-cases/close-card-batch.js';
import { CreateCardBatch } from './use-cases/create-card-batch.js';
import { CreatePlan } from './use-cases/create-plan.js';
import { IssueCards } from './use-cases/issue-cards.js';
import { WritePlanVersion } from './use-cases/write-plan-version.js';

const entities = [MutualAidPlanEntity, PlanVersionEntity, PlanIllnessEntity, CardBatchEntity, CardEntity, CardEventEntity, ...claimEntities];

/** Mutual aid for major illness: plans, cards and claims. */
@Module({
  imports: [
    TypeOrmModule.forFeature(entities), DocumentsModule, ListsModule, PeopleModule, FundsModule, ReviewsModule, PaymentsModule, AidRecordsModule,
  ],
  controllers: [PlansController, CardBatchesController, CardsController, ...claimControllers],
  providers: [
    PlansRepository, PlansQueries, WritePlanVersion, CreatePlan, AddPlanVersion,
    CardBatchesRepository, CardBatchesQueries, CardsRepository, CardsQueries, CreateCardBatch, CloseCardBatch, IssueCards, MemberCardsKind,
    MutualAidIndicators,
    ...claimProviders,
  ],
})
export class MutualAidModule implements OnModuleInit {
  constructor(
    private readonly importKinds: ImportKinds,
    private readonly memberCards: MemberCardsKind,
  ) {}

  onModuleInit(): void {
    this.importKinds.register(this.memberCards);
  }
}
