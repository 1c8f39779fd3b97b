import { describe, expect, it } from 'vitest';
import vectors from '../../../test/data/identifier-vectors.json' with { type: 'json' };
import type { IdentifierCode } from './messages.js';
import { checkOrganizationCode, checkUscc } from './uscc.js';

const expectedCodes: Record<string, IdentifierCode> = {
  '91320582MA1X0A7B03': 'uscc_check_character',
  '91230582MA1X0A7B02': 'uscc_check_character',
  '91320582MA1X0A7B15': 'uscc_organization_code',
  '91320582MI1X0A7B02': 'uscc_characters',
  '91320582MA1X0A7B0': 'uscc_length',
  '91350100M000100Y4Z': 'uscc_characters',
};

describe('checkUscc', () => {
  it.each(vectors.uscc.valid)('accepts %s (%s)', (uscc) => {
    expect(checkUscc(uscc)).toEqual({
      ok: true, uscc, divisionCode: uscc.slice(2, 8), organizationCode: uscc.slice(8, 17),
    });
  });

  it.each(vectors.uscc.invalid)('refuses %s (%s)', (uscc) => {
    expect(expectedCodes).toHaveProperty(uscc);
    expect(checkUscc(uscc)).toEqual({ ok: false, code: expectedCodes[uscc] });
  });

  it.each<[string, IdentifierCode | null, string]>([
    ['91350100M000100Y43', null, 'the worked example with its right last character'],
    ['91320582ma1x0a7b02', 'uscc_characters', 'lower case before normalizing'],
    ['9132058AMA1X0A7B02', 'uscc_characters', 'a letter in the division'],
    ['91320582MA1X0A7B02\n', 'uscc_length', 'a line break at the end'],
    ['', 'uscc_length', 'empty'],
  ])('%j gives %s (%s)', (uscc, code) => {
    const result = checkUscc(uscc);
    expect(result.ok ? null : result.code).toBe(code);
  });
});

describe('checkOrganizationCode', () => {
  it.each<[string, IdentifierCode | null, string]>([
    ['D2143569X', null, 'the example of the standard'],
    ['MA1X0A7B0', null, 'inside a valid unified code'],
    ['000000018', 'organization_code_check_character', 'wrong check character'],
    ['D21435691', 'organization_code_check_character', 'X replaced'],
    ['D2143569A', 'organization_code_characters', 'a letter other than X at the end'],
    ['D2143569-X', 'organization_code_characters', 'the hyphen left in'],
    ['', 'organization_code_characters', 'empty'],
  ])('%j gives %s (%s)', (text, code) => {
    const result = checkOrganizationCode(text);
    expect(result.ok ? null : result.code).toBe(code);
  });
});
