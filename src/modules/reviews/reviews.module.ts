import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CasePartEntity } from './entities/case-part.entity.js';
import { ReviewDecisionEntity } from './entities/review-decision.entity.js';
import { ReviewTaskEntity } from './entities/review-task.entity.js';
import { CaseParts } from './public/case-parts.js';
import { DueDates } from './public/due-dates.js';
import { ReviewSubjects } from './public/review-subjects.js';
import { ReviewTasks } from './public/review-tasks.js';
import { ReviewTasksController } from './review-tasks.controller.js';
import { ReviewTasksQueries } from './review-tasks.queries.js';
import { ReviewTasksRepository } from './review-tasks.repository.js';
import { DecideTask } from './use-cases/decide-task.js';
import { LeaseTask } from './use-cases/lease-task.js';
import { LookAtTask } from './use-cases/look-at-task.js';
import { ReleaseLease } from './use-cases/release-lease.js';

const doors = [CaseParts, DueDates, ReviewSubjects, ReviewTasks];

/** The queue of cases that wait for a decision, and who had which part in a case. */
@Module({
  imports: [TypeOrmModule.forFeature([CasePartEntity, ReviewTaskEntity, ReviewDecisionEntity])],
  controllers: [ReviewTasksController],
  providers: [...doors, ReviewTasksRepository, ReviewTasksQueries, LeaseTask, ReleaseLease, DecideTask, LookAtTask],
  exports: doors,
})
export class ReviewsModule {}
