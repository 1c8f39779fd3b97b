import { describe, expect, it } from 'vitest';
import vectors from '../../../test/data/identifier-vectors.json' with { type: 'json' };
import type { IdentifierCode } from './messages.js';
import { checkMobile } from './mobile.js';
import { normalizeMobile } from './normalize-text.js';

const expectedCodes: Record<string, IdentifierCode> = {
  '12800000001': 'mobile_prefix',
  '1380000000': 'mobile_length',
  '138000000012': 'mobile_length',
  '03800000001': 'mobile_prefix',
  '+8613800000001': 'mobile_characters',
  '1380000000O': 'mobile_characters',
};

describe('checkMobile', () => {
  it.each(vectors.mobile.valid)('accepts %s (%s)', (mobile) => expect(checkMobile(mobile)).toEqual({ ok: true, mobile }));

  it.each(vectors.mobile.invalid)('refuses %s (%s)', (mobile) => {
    expect(expectedCodes).toHaveProperty([mobile]);
    expect(checkMobile(mobile)).toEqual({ ok: false, code: expectedCodes[mobile] });
  });

  it.each<[string, IdentifierCode]>([
    ['', 'mobile_length'],
    ['13800000001\n', 'mobile_characters'],
    ['１３８00000001', 'mobile_characters'],
  ])('refuses %j with %s', (mobile, code) => expect(checkMobile(mobile)).toEqual({ ok: false, code }));

  it('accepts a number once its country code is stripped', () => {
    expect(checkMobile(normalizeMobile('+8613800000001'))).toEqual({ ok: true, mobile: '13800000001' });
  });
});
