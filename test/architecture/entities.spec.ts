import { afterAll, beforeAll, expect, it } from 'vitest';
import { getMetadataArgsStorage } from 'typeorm';
import { tableCatalogue, type TableDeclaration } from '../../migrations/table-catalogue.js';
import { ownerDataSource } from '../../src/config/database.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import '../../src/app.module.js';

let db: TestDatabase;
beforeAll(async () => { db = await freshDatabase(); });
afterAll(() => db.drop());

const entities = () => getMetadataArgsStorage().tables.map((table) => table.target).filter((target) => typeof target === 'function');

it('has an entity for every table of the trade that the program writes', () => {
  const named = new Set(getMetadataArgsStorage().tables.map((table) => table.name));
  const expected = Object.entries<TableDeclaration>(tableCatalogue)
    .filter(([, { kind, grants }]) => kind !== 'technical' && grants.some((grant) => grant === 'INSERT')).map(([table]) => table);
  expect(expected.filter((table) => !named.has(table))).toEqual([]);
});

// Constraints, indexes, policies and triggers are the migrations' own (test/foundation holds them against the catalogue);
// columns stand in both and must agree in name, type and nullability.
it('finds no column that entities and migrations tell differently', async () => {
  const source = ownerDataSource(db.ownerUrl);
  source.setOptions({ entities: entities() });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    const aboutColumns = upQueries.map(({ query }) => query)
      .filter((query) => /^(CREATE|ALTER|DROP) TABLE/.test(query) && !/^ALTER TABLE \S+ (ADD|DROP) CONSTRAINT/.test(query));
    expect(aboutColumns).toEqual([]);
  } finally {
    await source.destroy();
  }
});
