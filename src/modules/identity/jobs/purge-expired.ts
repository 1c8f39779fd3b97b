import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newId } from '../../../kernel/ids.js';
import { courier } from '../../../kernel/system-actors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { JobRegistry } from '../../../platform/outbox/jobs.js';

const HOURLY_SECONDS = 3_600;

/** Removes sessions that ended more than 30 days ago and idempotency keys older than a day. */
@Injectable()
export class PurgeExpired implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.registry.registerPeriodic({ name: 'purge-expired', everySeconds: HOURLY_SECONDS, run: () => this.run() });
  }

  async run(): Promise<void> {
    await this.transactions.run(courier(newId()), (tx) => tx.rows('SELECT * FROM purge_expired()'));
  }
}
