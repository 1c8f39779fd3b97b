import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../database/transactions.js';
import { JobRegistry } from '../outbox/jobs.js';
import { FileStore } from './file-store.js';

const HOURLY_SECONDS = 3_600;
const AGE_SECONDS = 24 * 3_600;
const SET_SIZE = 1_000;

/** What a sweep did: how many files of each kind. */
export interface SweptFiles {
  /** Removed from `incoming/`. */
  readonly abandoned: number;
  /** Removed from the store, because no document of any branch names them. */
  readonly ownerless: number;
  /** Could not be removed or put back; the next sweep tries again. */
  readonly failed: number;
}

/** Removes files that nobody asked to keep: uploads that broke off, and stored files whose document was never recorded. */
@Injectable()
export class SweepFiles implements OnModuleInit {
  private readonly log = new Logger('documents');

  constructor(
    @Inject(JobRegistry) private readonly registry: JobRegistry,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(FileStore) private readonly store: FileStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.registerPeriodic({
      name: 'documents.sweep-files', everySeconds: HOURLY_SECONDS, run: async () => this.tell(await this.sweep()),
    });
  }

  /**
   * Sweeps once. Safe to do twice, at the same time as well, and to be killed at any moment.
   * @param ageSeconds only what was brought longer ago is looked at; longer than any transaction may last
   * @param setSize how many files the database is asked about at a time
   */
  async sweep(ageSeconds = AGE_SECONDS, setSize = SET_SIZE): Promise<SweptFiles> {
    // One instant, fixed before the database is asked: a sweep that stands still in the middle removes no younger file for it.
    const before = new Date(this.clock.realNow().getTime() - ageSeconds * 1_000);
    const { oldFiles } = this.store;
    const done = { abandoned: await this.store.removeAbandoned(before), ownerless: 0, failed: 0 };
    for await (const set of setsOf(oldFiles.taken(), setSize)) {
      const ownerless = await this.ownerless(set.map(({ storageKey }) => storageKey));
      await each(done, set, (taken) => (ownerless.has(taken.storageKey) ? oldFiles.settle(taken, before) : oldFiles.putBack(taken)));
    }
    for await (const set of setsOf(oldFiles.keys(before), setSize)) {
      await each(done, await this.ownerless(set), (storageKey) => oldFiles.remove(storageKey, before));
    }
    return done;
  }

  /** Those of the storage keys that the database says no document names. */
  private async ownerless(storageKeys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.transactions.call<{ storage_key: string }>('ownerless_files', [storageKeys]);
    return new Set(rows.map((row) => row.storage_key));
  }

  private tell({ abandoned, ownerless, failed }: SweptFiles): void {
    if (abandoned + ownerless > 0) this.log.log(`swept files: ${abandoned} abandoned, ${ownerless} without a document`);
    if (failed > 0) this.log.warn(`${failed} files could not be swept; the next sweep tries again`);
  }
}

/** Does something with each file, so that one that resists does not keep the others in the store. */
async function each<Item>(
  done: { ownerless: number; failed: number }, items: Iterable<Item>, act: (item: Item) => Promise<boolean | void>,
): Promise<void> {
  for (const item of items) {
    try {
      if (await act(item)) done.ownerless += 1;
    } catch {
      done.failed += 1;
    }
  }
}

async function* setsOf<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let set: Item[] = [];
  for await (const item of items) {
    set.push(item);
    if (set.length < size) continue;
    yield set;
    set = [];
  }
  if (set.length > 0) yield set;
}
