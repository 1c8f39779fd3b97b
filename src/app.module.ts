import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { DemoClock } from './config/clocks.js';
import { DemoClockController } from './demo/demo-clock.controller.js';
import { AidRecordsModule } from './modules/aid-records/aid-records.module.js';
import { FundsModule } from './modules/funds/funds.module.js';
import { IdentityModule } from './modules/identity/identity.module.js';
import { MutualAidModule } from './modules/mutual-aid/mutual-aid.module.js';
import { OrganizationsModule } from './modules/organizations/organizations.module.js';
import { PaymentsModule } from './modules/payments/payments.module.js';
import { PeopleModule } from './modules/people/people.module.js';
import { ReviewsModule } from './modules/reviews/reviews.module.js';
import { SummariesModule } from './modules/summaries/summaries.module.js';
import { accessGuardProvider } from './platform/auth/access.guard.js';
import { DocumentsModule } from './platform/documents/documents.module.js';
import { HealthModule } from './platform/http/health.module.js';
import { loggingModule } from './platform/http/logging.js';
import { ListsModule } from './platform/lists/lists.module.js';
import { DeadLettersController } from './platform/outbox/dead-letters.controller.js';
import { PlatformModule } from './platform/platform.module.js';
import type { Runtime } from './platform/runtime.js';

/** The trade's modules, the same in the server and in the worker. */
export const tradeModules = [
  OrganizationsModule, IdentityModule, PeopleModule, FundsModule, ReviewsModule, PaymentsModule, AidRecordsModule, MutualAidModule, SummariesModule,
];

/** The HTTP process; in embedded mode it runs the jobs too. */
@Module({})
export class AppModule {
  static on(runtime: Runtime, log: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.on(runtime), HealthModule, loggingModule(log), DocumentsModule, ListsModule, ...tradeModules],
      // Moving the clock exists in the demo alone.
      controllers: [DeadLettersController, ...(runtime.clock instanceof DemoClock ? [DemoClockController] : [])],
      providers: [accessGuardProvider],
    };
  }
}
