import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/kernel/actor.js';
import { PeopleQueries } from '../../src/modules/people/people.queries.js';
import { PeopleRepository } from '../../src/modules/people/people.repository.js';
import { PersonCipher } from '../../src/modules/people/person-cipher.js';
import { MemberRegistrar, type MemberRow } from '../../src/modules/people/public/member-registrar.js';
import { People } from '../../src/modules/people/public/people.js';
import { birthDateOfNumber, sexOfNumber } from '../../src/modules/people/rules/id-number-facts.js';
import { freshDatabase, SUZHOU, TAICANG, WUJIANG, type TestDatabase } from '../support/database.js';
import { CASEWORKER, madeUpId } from '../lists/support.js';

let db: TestDatabase;
let registrar: MemberRegistrar;
let queries: PeopleQueries;
let wujiang: Actor;
let taicang: Actor;

const row = (serial: number, name = `职工${serial}`, more: Partial<MemberRow> = {}): MemberRow => {
  const idNumber = madeUpId(serial);
  return { name, idNumber, sex: sexOfNumber(idNumber), birthDate: birthDateOfNumber(idNumber), ...more };
};
const register = (actor: Actor, ...rows: MemberRow[]) => db.transactions.run(actor, (tx) => registrar.registerSet(tx, rows));
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await db.owner.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);

beforeAll(async () => {
  db = await freshDatabase();
  const cipher = new PersonCipher(db.cipher);
  registrar = new MemberRegistrar(new PeopleRepository(), cipher, db.clock);
  queries = new PeopleQueries(db.transactions, cipher);
  wujiang = await db.actor({ path: WUJIANG, ...CASEWORKER });
  taicang = await db.actor({ path: TAICANG, ...CASEWORKER });
});
afterAll(() => db.drop());

describe('registering members', () => {
  it('adds a person with membership and account, sealed, and knows them the next time', async () => {
    const member = row(1, '沈月英', { mobile: '13862540001', workplace: '环卫处', account: { number: '6222021102007197026', bankName: '工行' } });
    const [first] = await register(wujiang, member);
    expect(first).toEqual({ personId: expect.any(String) as string, outcome: 'new', joined: true });
    expect(await register(wujiang, member)).toEqual([{ ...first, outcome: 'known', joined: false }]);
    const { rows } = await db.owner.query<{ text: string }>(
      `SELECT encode(p.id_number, 'escape') || encode(p.mobile, 'escape') || encode(a.account_number, 'escape') AS text
       FROM people p JOIN bank_accounts a ON a.person_id = p.id`);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.text).not.toMatch(/320584|1386254|622202/);
    expect(await count('memberships')).toBe(1);
  });

  it('attaches somebody known elsewhere when the name agrees, tells the other branch, and shows nothing of it', async () => {
    const [first] = await register(wujiang, row(2, '陆建国'));
    const [second] = await register(taicang, row(2, '陆建国'));
    expect(second).toEqual({ ...first, outcome: 'attached', joined: true });
    const notices = await db.transactions.read(wujiang, (tx) => tx.rows('SELECT code, registering_organization_name AS name, noticed_on::text AS on FROM branch_notices'));
    expect(notices).toEqual([{ code: 'registered_elsewhere', name: '太仓市总工会', on: '2011-01-04' }]);
    const logged = await db.transactions.read(wujiang, (tx) => tx.rows(
      `SELECT actor FROM audit_log WHERE table_name = 'branch_notices'`));
    expect(logged).toEqual([{ actor: `account:${taicang.accountId}` }]);
    expect(await db.transactions.read(taicang, (tx) => tx.rows('SELECT 1 FROM branch_notices'))).toEqual([]);
    await register(taicang, row(2, '陆建国'));
    expect(await count('branch_notices')).toBe(1);
    const id = 'personId' in second! ? second.personId : '';
    expect((await queries.member(taicang, id)).organizationName).toBe('太仓市总工会');
  });

  it('refuses a known number with another name, and only that row', async () => {
    await register(wujiang, row(3, '范小红'));
    const answers = await register(taicang, row(4), row(3, '范晓红'), row(5));
    expect(answers.map((one) => ('refusal' in one ? one.refusal : one.outcome))).toEqual(['new', 'person.name_differs', 'new']);
    expect((await queries.members(taicang, { name: '范' }, 10, undefined)).items).toEqual([]);
    const outlook = await db.transactions.read(taicang, (tx) => registrar.lookAhead(tx, [row(3, '范晓红'), row(3, '范小红'), row(4), row(600)]));
    expect(outlook).toEqual(['differs', 'attached', 'known', 'new']);
  });

  it('takes a number that stands twice in a set as one person', async () => {
    const answers = await register(wujiang, row(6, '庞一'), row(6, '庞一'), row(6, '庞二'));
    const ids = answers.map((one) => ('personId' in one ? one.personId : one.refusal));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe('person.name_differs');
    expect(await count('memberships m JOIN people p ON p.id = m.person_id WHERE p.name = $1', ['庞一'])).toBe(1);
  });

  it('makes one person of a number that two branches register at once, whichever comes first', async () => {
    const rows = Array.from({ length: 60 }, (_unused, at) => row(1_000 + at));
    const [here, there] = await Promise.all([register(wujiang, ...rows), register(taicang, ...[...rows].reverse())]);
    const personOf = (one: unknown) => (one as { personId: string }).personId;
    expect(here.map(personOf)).toEqual(there.map(personOf).reverse());
    expect(await count('people WHERE name LIKE $1', ['职工10__'])).toBe(60);
    for (const one of [...here, ...there]) expect(one).toMatchObject({ joined: true });
    expect([...here, ...there].filter((one) => 'outcome' in one && one.outcome === 'new')).toHaveLength(60);
  });

  it('uses the same few statements for one row and for a thousand', async () => {
    const statements = (rows: MemberRow[]): Promise<number> => db.transactions.run(wujiang, async (tx) => {
      let calls = 0;
      const counted = new Proxy(tx, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          calls += 1;
          return value.bind(target) as unknown;
        },
      });
      await registrar.registerSet(counted, rows);
      return calls;
    });
    const account = { number: '6222021102007197026', bankName: '工行' };
    const one = await statements([row(20_000, '单人', { account })]);
    expect(one).toBeLessThan(10);
    expect(await statements(Array.from({ length: 1_000 }, (_unused, at) => row(30_000 + at, '多人', { account })))).toBe(one);
  });
});

describe('what others may know of people', () => {
  it('gives facts and masked names in scope, and nothing outside it', async () => {
    const people = new People(new PersonCipher(db.cipher));
    const [added] = await register(wujiang, row(40_000, '欧阳小明', { account: { number: '6222021102005608099', bankName: '工行' } }));
    const id = (added as { personId: string }).personId;
    const seen = await db.transactions.read(await db.actor({ path: SUZHOU, ...CASEWORKER }), async (tx) => ({
      summaries: await people.personSummaries(tx, [id, id]), facts: await people.personFor(tx, id), accounts: await people.accountsOf(tx, id),
    }));
    expect(seen.summaries).toEqual([{ id, maskedName: '欧***' }]);
    expect(seen.facts).toEqual({
      id, name: '欧阳小明', birthDate: birthDateOfNumber(madeUpId(40_000)), sex: sexOfNumber(madeUpId(40_000)),
      idNumberIndex: db.cipher.blindIndex('people.id_number', madeUpId(40_000)),
    });
    expect(seen.accounts).toEqual([{
      bankName: '工行', maskedNumber: '6222 **** **** 8099', accountNumberIndex: db.cipher.blindIndex('bank_account', '6222021102005608099'),
    }]);
    await db.transactions.read(taicang, async (tx) => {
      expect(await people.personSummaries(tx, [id])).toEqual([]);
      expect(await people.accountsOf(tx, id)).toEqual([]);
      await expect(people.personFor(tx, id)).rejects.toMatchObject({ code: 'person.not_found' });
    });
  });
});
