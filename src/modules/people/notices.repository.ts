import { Injectable } from '@nestjs/common';
import type { Transition } from '../../kernel/transitions.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { NoticeCode, NoticeResolution, NoticeStatus } from './rules/notice-closing.js';

/** A notice as the closing needs it. */
export interface NoticeRecord {
  readonly code: NoticeCode;
  readonly status: NoticeStatus;
  readonly version: number;
}

/** How a notice ends. */
export interface NoticeClosing {
  readonly resolution: NoticeResolution;
  /** Sealed. */
  readonly note: Buffer | null;
  /** Business date, `YYYY-MM-DD`. */
  readonly closedOn: string;
}

/** All SQL that changes notices; they are added by functions of the database (`PeopleRepository`). */
@Injectable()
export class NoticesRepository {
  /** A notice of the branch. */
  async find(tx: Tx, id: string): Promise<NoticeRecord | undefined> {
    return tx.row<NoticeRecord>('SELECT code, status, version FROM branch_notices WHERE id = $1', [id]);
  }

  /** Takes the allowed step. @returns whether the notice stood where the step begins, in the version that the caller saw */
  async close(tx: Tx, id: string, version: number, step: Transition<NoticeStatus>, closing: NoticeClosing): Promise<boolean> {
    return (await tx.affected(
      `UPDATE branch_notices SET status = $4, resolution = $5, note = $6, closed_by = $7, closed_on = $8::date, version = version + 1
       WHERE id = $1 AND version = $2 AND status = $3`,
      [id, version, step.from, step.to, closing.resolution, closing.note, tx.actor.accountId, closing.closedOn])) === 1;
  }
}
