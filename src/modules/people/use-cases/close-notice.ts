import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { Clock } from '../../../kernel/clock.js';
import { Refused } from '../../../kernel/refusals.js';
import { transitionOf } from '../../../kernel/transitions.js';
import { Transactions } from '../../../platform/database/transactions.js';
import '../../../platform/database/versions.js';
import { NoticesRepository } from '../notices.repository.js';
import type { PeopleRefusal } from '../people.refusals.js';
import { PersonCipher } from '../person-cipher.js';
import { noticeTransitions, resolutionsFor, type NoticeResolution } from '../rules/notice-closing.js';

/** How a notice of the branch ends; `version` is the one that the caller saw. */
export interface CloseNoticeCommand {
  readonly noticeId: string;
  readonly version: number;
  readonly resolution: NoticeResolution;
  readonly note?: string;
}

/** Closes a notice: says how the matter was settled. Of two who close it at once one wins, the other is stale. */
@Injectable()
export class CloseNotice {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(NoticesRepository) private readonly notices: NoticesRepository,
    @Inject(PersonCipher) private readonly cipher: PersonCipher,
  ) {}

  /** @throws Refused `branch_notice.not_found`, `version.stale`, `branch_notice.closed`, `branch_notice.resolution_unfit` */
  async execute(actor: Actor, command: CloseNoticeCommand): Promise<{ id: string }> {
    const { noticeId: id, version, resolution, note } = command;
    return this.transactions.runOnce(actor, async (tx) => {
      const notice = await this.notices.find(tx, id);
      if (!notice) throw new Refused<PeopleRefusal>('branch_notice.not_found');
      if (notice.version !== version) throw new Refused('version.stale');
      const step = transitionOf(noticeTransitions, notice.status, 'close');
      if (!step) throw new Refused<PeopleRefusal>('branch_notice.closed');
      const fitting = resolutionsFor(notice.code);
      if (!fitting.includes(resolution)) throw new Refused<PeopleRefusal>('branch_notice.resolution_unfit', { fitting: fitting.join(', ') });
      const sealed = note === undefined ? null : this.cipher.sealNotice(id, note);
      const closed = await this.notices.close(tx, id, version, step, { resolution, note: sealed, closedOn: this.clock.today() });
      if (!closed) throw new Refused('version.stale');
      return { id };
    });
  }
}
