import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { SummariesController } from './summaries.controller.js';
import { SummaryQueries } from './summaries.queries.js';

/** The year in figures, each of which can be opened down to its records. */
@Module({
  imports: [OrganizationsModule],
  controllers: [SummariesController],
  providers: [SummaryQueries],
})
export class SummariesModule {}
