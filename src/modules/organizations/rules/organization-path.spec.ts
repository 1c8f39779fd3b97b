import { describe, expect, it } from 'vitest';
import { childPath, codePattern, MAXIMUM_DEPTH } from './organization-path.js';

describe('childPath', () => {
  it('ends the code with a dot', () => expect(childPath('000000.320000.', '320500')).toBe('000000.320000.320500.'));
  it('takes the deepest level', () => expect(childPath('1.'.repeat(MAXIMUM_DEPTH - 1), '2')).toBe(`${'1.'.repeat(MAXIMUM_DEPTH - 1)}2.`));
  it('goes no deeper', () => expect(childPath('1.'.repeat(MAXIMUM_DEPTH), '2')).toBeNull());
});

describe('codePattern', () => {
  it.each([['320584', true], ['A1', true], ['', false], ['1.2', false], ['吴江', false], ['1\n', false], ['1'.repeat(21), false]])(
    '%j', (code, fits) => expect(codePattern.test(code)).toBe(fits));
});
