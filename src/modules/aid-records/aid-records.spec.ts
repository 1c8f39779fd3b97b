import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, TAICANG, type TestDatabase, WUJIANG } from '../../../test/support/database.js';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { AidRecordsRepository } from './aid-records.repository.js';
import { AidRecords } from './public/aid-records.js';

const records = new AidRecords(new AidRecordsRepository());
let db: TestDatabase;
let actor: Actor;
let personId: string;

beforeAll(async () => {
  db = await freshDatabase();
  actor = await db.actor({ path: WUJIANG, roles: [] });
  personId = newId();
  await db.owner.query(
    `INSERT INTO people (id, name, id_type, id_number, id_number_index, sex, birth_date) VALUES ($1, '张三', 'resident_id', '\\x00', '\\x00', 'male', '1976-03-15')`,
    [personId]);
});
afterAll(() => db.drop());

const promise = (sourceId: string, who = actor) => db.transactions.run(who, (tx) => records.promise(tx, {
  personId, kind: 'MUTUAL_AID', programme: 'mutual-aid', period: '2011', fundSource: 'MUTUAL_AID_FUND', form: 'cash', amountFen: 1_000_000n,
  sourceType: 'trial', sourceId, organizationId: who.organizationId, organizationPath: who.scope, promisedOn: '2011-04-18' }));
const give = (ids: string[]) => db.transactions.run(actor, (tx) => records.give(tx, 'trial', ids, '2011-04-20'));
const cancel = (ids: string[]) => db.transactions.run(actor, (tx) => records.cancel(tx, 'trial', ids));
const reverse = (ids: string[]) => db.transactions.run(actor, (tx) => records.reverse(tx, 'trial', ids, '2011-05-03'));
const statuses = async (ids: string[]): Promise<string[]> =>
  (await db.owner.query(`SELECT status || coalesce(' ' || given_on::text, '') AS s FROM aid_records WHERE source_id = ANY ($1) ORDER BY source_id`, [ids]))
    .rows.map((row) => row.s as string);

it('promises once a case, then gives', async () => {
  const id = newId();
  await promise(id);
  await expect(promise(id)).rejects.toMatchObject({ code: 'aid_record.already_promised' });
  await give([id]);
  expect(await statuses([id])).toEqual(['given 2011-04-20']);
  await expect(give([id])).rejects.toMatchObject({ code: 'aid_record.not_promised' });
  await expect(cancel([id])).rejects.toMatchObject({ code: 'aid_record.not_promised' });
});

it('gives a set of cases, all or none', async () => {
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await promise(id);
  await cancel([ids[2]!]);
  await expect(give(ids)).rejects.toMatchObject({ code: 'aid_record.not_promised' });
  expect(await statuses(ids)).toEqual(['promised', 'promised', 'cancelled']);
  await give(ids.slice(0, 2));
  expect(await statuses(ids)).toEqual(['given 2011-04-20', 'given 2011-04-20', 'cancelled']);
});

it('reverses a set of given cases, all or none, and keeps the day on which each was given', async () => {
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await promise(id);
  await give(ids.slice(0, 2));
  await expect(reverse(ids)).rejects.toMatchObject({ code: 'aid_record.not_given' });
  expect(await statuses(ids)).toEqual(['given 2011-04-20', 'given 2011-04-20', 'promised']);
  await reverse(ids.slice(0, 2));
  expect(await statuses(ids)).toEqual(['reversed 2011-04-20', 'reversed 2011-04-20', 'promised']);
  const { rows } = await db.owner.query('SELECT reversed_on::text AS on FROM aid_records WHERE source_id = ANY ($1) ORDER BY source_id', [ids]);
  expect(rows.map((row: { on: string | null }) => row.on)).toEqual(['2011-05-03', '2011-05-03', null]);
  await expect(reverse(ids.slice(0, 1))).rejects.toMatchObject({ code: 'aid_record.not_given' });
  await expect(give(ids.slice(0, 1))).rejects.toMatchObject({ code: 'aid_record.not_promised' });
});

it('is reversed once when 20 try at the same moment', async () => {
  const id = newId();
  await promise(id);
  await give([id]);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => reverse([id])));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('is written once when 20 try at the same moment, and ends once', async () => {
  const id = newId();
  const written = await Promise.allSettled(Array.from({ length: 20 }, () => promise(id)));
  expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const ended = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? give([id]) : cancel([id]))));
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('is out of reach of a sister branch, and its amount out of reach of everybody', async () => {
  const id = newId();
  await promise(id);
  const stranger = await db.actor({ path: TAICANG, roles: [] });
  await expect(db.transactions.run(stranger, (tx) => records.give(tx, 'trial', [id], '2011-04-20'))).rejects.toMatchObject({ code: 'aid_record.not_promised' });
  await give([id]);
  await expect(db.transactions.run(stranger, (tx) => records.reverse(tx, 'trial', [id], '2011-05-03'))).rejects.toMatchObject({ code: 'aid_record.not_given' });
  await expect(db.transactions.run(actor, (tx) => tx.affected('UPDATE aid_records SET amount_fen = 1'))).rejects.toMatchObject({ code: '42501' });
});
