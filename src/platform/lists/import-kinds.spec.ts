import { expect, it } from 'vitest';
import { plainColumn } from './columns.js';
import { ImportKinds, type ImportKind } from './import-kinds.js';

const column = (key: string, header: string) => plainColumn({ key, headers: [header], maximum: 5 }, (text) => text);
const kind = (name: string, ...columns: ReturnType<typeof column>[]): ImportKind => (
  { name, nameZh: name, permission: 'a:b', columns, options: { fields: [`${name}Id`], validate: async () => ({}) }, applyRows: async () => [] });

it('gives a kind to whoever names it, and names all to whoever does not', () => {
  const kinds = new ImportKinds();
  kinds.register(kind('a', column('x', '甲')));
  kinds.register(kind('b', column('x', '甲')));
  expect(kinds.choose('b').name).toBe('b');
  expect(kinds.optionFields()).toEqual(['aId', 'bId']);
  for (const unknown of ['c', undefined, 'constructor']) {
    expect(() => kinds.choose(unknown)).toThrowError(expect.objectContaining({ code: 'import.kind_unknown', details: expect.objectContaining({ kinds: 'a, b' }) as object }) as Error);
  }
});

it.each([
  ['a name that is taken', [kind('a'), kind('a')], 'registered twice'],
  ['a column key twice', [kind('a', column('x', '甲'), column('x', '乙'))], 'twice'],
  ['a header twice', [kind('a', column('x', '甲'), column('y', '甲'))], 'twice'],
])('does not start with %s', (_what, all, message) => {
  const kinds = new ImportKinds();
  expect(() => all.forEach((one) => kinds.register(one))).toThrow(message);
});
