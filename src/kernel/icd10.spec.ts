import { describe, expect, it } from 'vitest';
import chapters from '../../seeds/reference/icd10-chapters.json' with { type: 'json' };
import {
  icd10InRange, icd10RangesOverlap, isIcd10Range, isIcd10Shape, isKnownIcd10, isOperationCodeShape, normalizeIcd10,
  normalizeOperationCode, operationCovers, operationsOverlap,
} from './icd10.js';

describe('normalizeIcd10 and isIcd10Shape', () => {
  it.each([
    ['C92.0', 'C92.0', true],
    ['C92', 'C92', true],
    ['c92.0', 'C92.0', false],
    [' i21.0\t', 'I21.0', false],
    ['C920', undefined, false],
    ['C92.', undefined, false],
    ['C92.00', undefined, false],
    ['C92.x', undefined, false],
    ['X1', undefined, false],
    ['92.0', undefined, false],
    ['C92-C95', undefined, false],
    ['Ｃ92', undefined, false],
    ['C92.0\nC91', undefined, false],
    ['', undefined, false],
  ])('%j gives %s', (text, code, stored) => {
    expect(normalizeIcd10(text)).toBe(code);
    expect(isIcd10Shape(text)).toBe(stored);
  });
});

describe('isIcd10Range', () => {
  it.each([
    ['C44', true], ['C80.0', true], ['C00-C76', true], ['D33.0-D33.3', true], ['C00-D09.9', true], ['C44-C44', true],
    ['C76-C00', false], ['D33.3-D33.0', false], ['C44-C44.1', false], ['C00-', false], ['-C76', false], ['C00-C10-C20', false],
    ['C00–C76', false], ['*', false], ['', false],
  ])('%j is %s', (range, expected) => expect(isIcd10Range(range)).toBe(expected));
});

describe('icd10InRange', () => {
  it.each([
    ['C34', 'C00-C76', true],
    ['C34.1', 'C00-C76', true],
    ['C00', 'C00-C76', true],
    ['C00.0', 'C00-C76', true],
    ['C76.9', 'C00-C76', true],
    ['C77.0', 'C00-C76', false],
    ['B99.9', 'C00-C76', false],
    ['D00', 'C00-C97', false],
    ['C44.9', 'C44', true],
    ['C44', 'C44', true],
    ['C45.0', 'C44', false],
    ['C80.0', 'C80.0', true],
    ['C80.9', 'C80.0', false],
    ['C80', 'C80.0', false],
    ['D33.3', 'D33.0-D33.3', true],
    ['D33.4', 'D33.0-D33.3', false],
    ['D33', 'D33.0-D33.3', false],
    ['D33', 'D33.0-D33.9', true],
    ['c44', 'C44', false],
    ['C44-C45', 'C00-C76', false],
    ['C44', 'C76-C00', false],
    ['C44', '', false],
  ])('%s in %s is %s', (code, range, expected) => expect(icd10InRange(code, range)).toBe(expected));
});

describe('icd10RangesOverlap', () => {
  it.each([
    ['C00-C76', 'C76.9-C80', true],
    ['C00-C76', 'C77', false],
    ['C44', 'C44.9', true],
    ['N18.0', 'N18.5', false],
    ['N18', 'N18.5', true],
    ['I20-I25', 'I21-I22', true],
    ['C44', 'nonsense', false],
  ])('%s and %s: %s', (first, second, expected) => {
    expect(icd10RangesOverlap(first, second)).toBe(expected);
    expect(icd10RangesOverlap(second, first)).toBe(expected);
  });
});

describe('operation codes', () => {
  it.each([
    ['36', true], ['36.1', true], ['36.10', true], ['36.100', false], ['6.1', false], ['361', false], ['36.', false], ['36.1x', false], ['', false],
  ])('%j has the shape: %s', (text, expected) => expect(isOperationCodeShape(text)).toBe(expected));

  it.each([[' 36.1 ', '36.1'], ['3610', undefined]])('%j is normalized to %s', (text, code) => {
    expect(normalizeOperationCode(text)).toBe(code);
  });

  it.each([
    ['36.1', '36.1', true], ['36.1', '36.10', true], ['36.1', '36.19', true], ['36.1', '36.2', false], ['36.1', '36.01', false],
    ['36.1', '36', false], ['36.10', '36.1', false], ['38.44', '38.45', false], ['36', '36.99', true], ['36.1', 'nonsense', false],
  ])('%s covers %s: %s', (covering, code, expected) => expect(operationCovers(covering, code)).toBe(expected));

  it.each([['36.1', '36.15', true], ['36.15', '36.1', true], ['35.1', '35.2', false], ['36', 'nonsense', false]])(
    '%s and %s overlap: %s', (first, second, expected) => expect(operationsOverlap(first, second)).toBe(expected));
});

describe('isKnownIcd10 with the seeded categories', () => {
  const ranges = chapters.flatMap((chapter) => chapter.categories);

  it.each([
    'A00', 'A09.9', 'B99', 'C34', 'C97', 'C80.0', 'D05', 'D48.9', 'E14.2', 'F99', 'G83.0', 'H95', 'I21.0', 'I69.3', 'J18.9', 'K72.0',
    'L99', 'M99', 'N18.5', 'O99', 'P96', 'Q00.0', 'R99', 'S72.0', 'T31.9', 'V99', 'X84', 'Y98', 'Z94.8', 'Z99.2', 'U07.1',
  ])('%s is known', (code) => expect(isKnownIcd10(code, ranges)).toBe(true));

  it.each([
    'U99.9', 'C99', 'C27', 'C42.1', 'C59', 'C87', 'C89', 'D08', 'D49', 'A45', 'E36', 'E69', 'I14', 'K84', 'R97', 'X1', 'Z99.99', 'Q00.x',
    'c34', 'C920', '',
  ])('%j is not', (code) => expect(isKnownIcd10(code, ranges)).toBe(false));

  it('has well-formed ranges of categories that stay in order and apart', () => {
    expect(chapters).toHaveLength(22);
    expect(ranges.filter((range) => !isIcd10Range(range) || range.includes('.'))).toEqual([]);
    const clashes = ranges.filter((range, index) => ranges.slice(index + 1).some((other) => icd10RangesOverlap(range, other)));
    expect(clashes).toEqual([]);
  });
});
