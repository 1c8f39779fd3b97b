import { afterAll, beforeAll } from 'vitest';
import { freshDatabase } from '../../../test/support/database.js';
import { ClaimsTrial, type Holder, type Office } from './claims.fixture.js';

/** What the specs of claims work on: an office of Wujiang on 2011-03-21 with a plan and its fund, made by `useClaims`. */
export let trial: ClaimsTrial;
export let office: Office;
export let planId: string;
export let fundId: string;

/** Makes the office before the tests of a file, and removes it after them. */
export function useClaims(): void {
  beforeAll(async () => {
    trial = await ClaimsTrial.on(await freshDatabase());
    trial.db.clock.set('2011-03-21');
    office = await trial.office();
    ({ planId, fundId } = await trial.plan());
  });
  afterAll(async () => {
    await trial.close();
    await trial.db.drop();
  });
}

/** Somebody new who holds a card of the plan. */
export const holder = (): Promise<Holder> => trial.holder(planId);

/** The first row of a question to the database, above the policies. */
export const one = async <Row>(sql: string, ...values: unknown[]): Promise<Row> => (await trial.db.owner.query(sql, values)).rows[0] as Row;
