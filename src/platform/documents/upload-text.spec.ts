import { describe, expect, it } from 'vitest';
import { cleanFileName, isCleanText, partError } from './upload-text.js';

describe('cleanFileName', () => {
  it.each([
    ['证明.pdf', '证明.pdf'],
    ['  a b.pdf ', 'a b.pdf'],
    ['C:\\Users\\me\\scan.jpg', 'scan.jpg'],
    ['/etc/passwd', 'passwd'],
    ['../../x.png', 'x.png'],
    ['..hidden', '..hidden'],
    ['e\u0301.pdf', '\u00e9.pdf'],
    ['𠮷'.repeat(200), '𠮷'.repeat(200)],
    [`${'𠮷'.repeat(300)}.pdf`, `${'𠮷'.repeat(196)}.pdf`],
    ['字'.repeat(201), '字'.repeat(200)],
    [`a.${'b'.repeat(300)}`, `a.${'b'.repeat(198)}`],
  ])('keeps of %j %j', (given, kept) => {
    expect(cleanFileName(given)).toBe(kept);
  });

  it.each(['', ' ', '.', '..', 'a/', 'a\\..', 'a\0.pdf', 'a\r\nSet-Cookie: x', 'a\tb', 'a\ud800.pdf', 'a\ufffd.pdf', 'a\u202efdp.exe', 'a\u2028b', 'a\u007f'])(
    'refuses %j',
    (given) => {
      expect(cleanFileName(given)).toBeNull();
    },
  );
});

describe('isCleanText', () => {
  it.each([['', true], ['备注\n第二行\t𠮷', true], ['a\0', false], ['\ud800', false], ['\udc00\ud800', false], ['\ufffd', false]])('%j: %s', (text, clean) => {
    expect(isCleanText(text)).toBe(clean);
  });
});

it('shows an unknown name shortened and without control characters', () => {
  expect(partError(`a\0\n\ud800${'b'.repeat(100)}`, 'unknown_field')).toEqual({
    field: `a\ufffd\ufffd\ufffd${'b'.repeat(60)}`, code: 'unknown_field', zh: '没有这个字段。', en: 'There is no such field.',
  });
});
