import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { newId } from '../../src/kernel/ids.js';
import { Reveals } from '../../src/platform/audit/reveals.js';
import { freshDatabase, SUZHOU, TAICANG, type TestDatabase, WUJIANG } from '../support/database.js';

let db: TestDatabase;
let reveals: Reveals;
beforeAll(async () => {
  db = await freshDatabase();
  reveals = new Reveals(db.clock);
});
afterAll(() => db.drop());

const someone = (path: string) => db.actor({ path, roles: [] });
const aLook = (path: string) => (
  { subjectType: 'trial', subjectId: newId(), organizationId: db.organization(path).id, fields: ['name', 'mobile'], reason: '核对证件' });
const look = (actor: Actor, of: ReturnType<typeof aLook>) => db.transactions.run(actor, (tx) => reveals.record(tx, of));
const kept = async (subjectId: string) => (await db.owner.query('SELECT * FROM reveals WHERE subject_id = $1', [subjectId])).rows;

describe('a look at unmasked data', () => {
  it('is kept with who, what, why and when', async () => {
    const actor = await someone(WUJIANG);
    const of = aLook(WUJIANG);
    await look(actor, of);
    const rows = await kept(of.subjectId);
    expect(rows).toEqual([expect.objectContaining({
      organization_id: of.organizationId, account_id: actor.accountId, subject_type: 'trial', fields: ['name', 'mobile'], reason: '核对证件',
      request_id: actor.requestId, business_time: db.clock.now(),
    })]);
    expect(Math.abs(Date.now() - rows[0].real_time.getTime())).toBeLessThan(3_600_000);
  });

  it('belongs to the organization of what was looked at, also when somebody above looks', async () => {
    const of = aLook(WUJIANG);
    await look(await someone(SUZHOU), of);
    const seenFrom = async (path: string) => db.transactions.read(await someone(path),
      (tx) => tx.rows('SELECT id FROM reveals WHERE subject_id = $1', [of.subjectId]));
    expect([(await seenFrom(WUJIANG)).length, (await seenFrom(SUZHOU)).length, (await seenFrom(TAICANG)).length]).toEqual([1, 1, 0]);
  });

  it('is refused by the database outside the branch, and when nobody looks', async () => {
    const [elsewhere, nobodys] = [aLook(WUJIANG), aLook(WUJIANG)];
    await expect(look(await someone(TAICANG), elsewhere)).rejects.toMatchObject({ code: '42501' });
    await expect(look({ ...await someone(WUJIANG), accountId: null }, nobodys)).rejects.toMatchObject({ code: '23502' });
    expect([await kept(elsewhere.subjectId), await kept(nobodys.subjectId)]).toEqual([[], []]);
  });

  it('stands or falls with the transaction that shows the data', async () => {
    const of = aLook(WUJIANG);
    await expect(db.transactions.run(await someone(WUJIANG), async (tx) => {
      await reveals.record(tx, of);
      throw new Error('nothing is shown');
    })).rejects.toThrow('nothing is shown');
    expect(await kept(of.subjectId)).toEqual([]);
  });

  it('is never changed or removed, not even by the owner', async () => {
    await look(await someone(WUJIANG), aLook(WUJIANG));
    for (const statement of [`UPDATE reveals SET reason = '改'`, 'DELETE FROM reveals', 'TRUNCATE reveals']) {
      await expect(db.owner.query(statement)).rejects.toMatchObject({ code: 'BF001' });
    }
  });
});
