import { Injectable } from '@nestjs/common';
import type { Actor } from '../../kernel/actor.js';
import { Clock } from '../../kernel/clock.js';
import { pageOf, type Page } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { cursorOrThrow, type PageQuery } from '../../platform/http/pages.js';
import { ReviewSubjects, type SubjectSummary } from './public/review-subjects.js';
import type { ReviewRefusal } from './reviews.refusals.js';
import type { ReviewRole, ReviewStage } from './rules/task-handling.js';

export const taskStates = ['open', 'leased', 'decided', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

/** What a list of tasks is narrowed by. */
export interface TaskFilter extends PageQuery {
  readonly status?: TaskState;
  readonly stage?: ReviewStage;
}

/** A task as people see it; the case is masked. */
export interface TaskView {
  readonly id: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly summary: SubjectSummary | null;
  readonly stage: ReviewStage;
  readonly role: ReviewRole;
  readonly organization: { readonly id: string; readonly nameZh: string };
  /** A task whose lease has ended reads as open. */
  readonly status: TaskState;
  readonly heldByMe: boolean;
  readonly leasedUntil: string | null;
  readonly waitingSince: string;
  readonly dueOn: string;
  readonly overdue: boolean;
}

/** A task with the version of its case, which the decision's If-Match names; `version` is the same, for the ETag. */
export interface TaskWithVersion extends TaskView {
  readonly subjectVersion: number;
  readonly version: number;
}

type TaskRow = Omit<TaskView, 'summary' | 'organization' | 'leasedUntil'> & {
  readonly organizationId: string; readonly organizationName: string; readonly leasedUntil: Date | null;
};

/** $1 wall clock, $2 the asking account, $3 today. */
const select = `
  SELECT t.id, t.subject_type AS "subjectType", t.subject_id AS "subjectId", t.stage, t.role, t.organization_id AS "organizationId",
    o.name_zh AS "organizationName", s.status, coalesce(s.status = 'leased' AND t.leased_by = $2, false) AS "heldByMe",
    CASE WHEN s.status = 'leased' THEN t.leased_until END AS "leasedUntil", t.opened_on::text AS "waitingSince", t.due_on::text AS "dueOn",
    s.status IN ('open', 'leased') AND t.due_on < $3::date AS overdue
  FROM review_tasks t JOIN organizations o ON o.id = t.organization_id
  CROSS JOIN LATERAL (SELECT CASE WHEN t.status = 'leased' AND t.leased_until <= $1 THEN 'open' ELSE t.status END AS status) s`;

/** The read side of the queue. */
@Injectable()
export class ReviewTasksQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly subjects: ReviewSubjects,
    private readonly clock: Clock,
  ) {}

  /** Tasks of the branch, earliest due first. @throws Refused `request.invalid` for a foreign cursor */
  async list(actor: Actor, filter: TaskFilter): Promise<Page<TaskView>> {
    const after = cursorOrThrow(filter, ['date', 'uuid']);
    return this.transactions.read(actor, async (tx) => {
      const rows = await tx.rows<TaskRow>(
        `${select}
         WHERE ($4::text IS NULL OR s.status = $4) AND ($5::text IS NULL OR t.stage = $5) AND ($6::date IS NULL OR (t.due_on, t.id) > ($6::date, $7::uuid))
         ORDER BY t.due_on, t.id LIMIT $8`,
        [this.clock.realNow(), actor.accountId, this.clock.today(), filter.status ?? null, filter.stage ?? null,
          after?.[0] ?? null, after?.[1] ?? null, filter.limit + 1]);
      const page = pageOf(rows, filter.limit, (row) => [row.dueOn, row.id]);
      return { items: await this.withSummaries(tx, page.items), nextCursor: page.nextCursor };
    });
  }

  /** One task with its case's version. @throws Refused `review.task_not_found` */
  async one(actor: Actor, taskId: string): Promise<TaskWithVersion> {
    return this.transactions.read(actor, (tx) => this.inTransaction(tx, taskId));
  }

  /** One task in a transaction that is open already. @throws Refused `review.task_not_found` */
  async inTransaction(tx: Tx, taskId: string): Promise<TaskWithVersion> {
    const row = await tx.row<TaskRow>(`${select} WHERE t.id = $4`, [this.clock.realNow(), tx.actor.accountId, this.clock.today(), taskId]);
    const [task] = row ? await this.withSummaries(tx, [row]) : [];
    if (!task) throw new Refused<ReviewRefusal>('review.task_not_found');
    const subjectVersion = await this.subjects.of(task.subjectType).version(tx, task.subjectId);
    return { ...task, subjectVersion, version: subjectVersion };
  }

  private async withSummaries(tx: Tx, rows: readonly TaskRow[]): Promise<TaskView[]> {
    const summaries = new Map<string, SubjectSummary>();
    for (const type of new Set(rows.map((row) => row.subjectType))) {
      const ids = rows.filter((row) => row.subjectType === type).map((row) => row.subjectId);
      for (const [id, summary] of await this.subjects.of(type).summaries(tx, ids)) summaries.set(id, summary);
    }
    return rows.map(({ organizationId, organizationName, leasedUntil, ...row }) => ({
      ...row,
      summary: summaries.get(row.subjectId) ?? null,
      organization: { id: organizationId, nameZh: organizationName },
      leasedUntil: leasedUntil?.toISOString() ?? null,
    }));
  }
}
