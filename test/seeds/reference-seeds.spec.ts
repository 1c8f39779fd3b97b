import { describe, expect, it } from 'vitest';
import divisions from '../../seeds/reference/divisions.json' with { type: 'json' };
import organizations from '../../seeds/reference/organizations.json' with { type: 'json' };
import { isRealDate } from '../../src/kernel/dates.js';

const levels = [
  'national', 'province', 'prefecture', 'county', 'zone', 'town', 'village', 'enterprise', 'unit', 'department', 'industry',
];

describe('organizations.json', () => {
  const byPath = new Map(organizations.map((organization) => [organization.path, organization]));

  it('is one tree: each path is its parent\'s and its own code, parents come first, and no path comes twice', () => {
    const seen = new Set<string | null>([null]);
    for (const { code, parentPath, path } of organizations) {
      expect(seen.has(parentPath), path).toBe(true);
      expect(path).toBe(`${parentPath ?? ''}${code}.`);
      expect(seen.has(path), path).toBe(false);
      seen.add(path);
    }
    expect(organizations.filter((organization) => organization.parentPath === null)).toHaveLength(1);
  });

  it.each([
    ['000000.', '中华全国总工会', 'national'],
    ['000000.320000.', '江苏省总工会', 'province'],
    ['000000.320000.320500.', '苏州市总工会', 'prefecture'],
    ['000000.320000.320500.320584.', '吴江市总工会', 'county'],
    ['000000.320000.320500.320582.001.001.', '赵庄村工会联合会', 'village'],
    ['000000.320000.320500.005.', '局（公司）工会', 'industry'],
  ])('holds %s %s', (path, nameZh, level) => expect(byPath.get(path)).toMatchObject({ nameZh, level }));

  it('uses known levels, and known divisions under their own code', () => {
    expect(organizations.filter((organization) => !levels.includes(organization.level))).toEqual([]);
    const codes = new Set(divisions.map((division) => division.code));
    const placed = organizations.filter((organization) => organization.divisionCode !== undefined);
    expect(placed.filter(({ code, divisionCode }) => divisionCode !== code || !codes.has(code))).toEqual([]);
    const unplaced = organizations.filter(({ divisionCode, parentPath }) => divisionCode === undefined && parentPath !== null);
    expect(unplaced.filter(({ code }) => !/^\d{3}$/.test(code))).toEqual([]);
  });
});

describe('divisions.json', () => {
  const byCode = new Map(divisions.map((division) => [division.code, division]));

  it.each([
    ['320502', '320508'],
    ['320503', '320508'],
    ['320504', '320508'],
    ['320584', '320509'],
  ])('lets %s end on the day that %s begins', (code, successorCode) => {
    expect(byCode.get(code)).toMatchObject({ validTo: '2012-09-01', successorCode, verified: false });
    expect(byCode.get(successorCode)).toMatchObject({ validFrom: '2012-09-01', validTo: null });
  });

  it('names each code once, with real dates, known parents, and an end exactly where there is a successor', () => {
    expect(byCode.size).toBe(divisions.length);
    for (const division of divisions) {
      expect(isRealDate(division.validFrom), division.code).toBe(true);
      expect(division.validTo === null || isRealDate(division.validTo), division.code).toBe(true);
      expect(division.parentCode === null || byCode.has(division.parentCode), division.code).toBe(true);
      expect(division.validTo === null, division.code).toBe(division.successorCode === null);
    }
  });
});
