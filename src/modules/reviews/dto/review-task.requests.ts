import { IsUuid, IsCode, OneOf, PlainText } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';
import { taskStates, type TaskState } from '../review-tasks.queries.js';
import type { ReviewOutcome } from '../rules/decision-reasons.js';
import type { ReviewStage } from '../rules/task-handling.js';

const stages: readonly ReviewStage[] = ['first_review', 'final_review'];
const outcomes: readonly ReviewOutcome[] = ['endorse', 'return', 'reject'];

/** `GET review-tasks` */
export class ListReviewTasksQuery extends PageQuery {
  @OneOf(taskStates, { optional: true, description: '待办状态。Status of the task.' })
  status?: TaskState;

  @OneOf(stages, { optional: true, description: '初审或终审。First or final review.' })
  stage?: ReviewStage;
}

/** `POST review-tasks/leases` */
export class LeaseTaskRequest {
  @OneOf(stages, { optional: true, description: '只领取这一阶段的待办。Only tasks of this stage.' })
  stage?: ReviewStage;

  @IsUuid({ optional: true, description: '指定一项待办；不填则领取下一项。A named task; the next one when left out.' })
  taskId?: string;
}

/** `POST review-tasks/{id}/decision` */
export class DecideTaskRequest {
  @OneOf(outcomes, { description: '同意、退回补正或不予批准。Endorse, return for correction, or reject.' })
  outcome!: ReviewOutcome;

  @IsCode(/^[a-z][a-z_]{1,59}$/, { zh: '小写字母和下划线', en: 'small letters and underscores' }, { optional: true, description: '原因代码，退回或不予批准时必填。Needed when returning or rejecting.' })
  reasonCode?: string;

  @PlainText({ max: 2000, optional: true, lines: true, description: '意见，退回或不予批准时必填。Needed when returning or rejecting.' })
  comment?: string;
}
