import { describe, expect, it } from 'vitest';
import { passwordFault } from './password-rules.js';

describe('passwordFault', () => {
  it.each([
    ['a long sentence', '春眠不觉晓处处闻啼鸟夜来', 'liming', null],
    ['twelve characters', 'k3v9-pq7t-xw', 'liming', null],
    ['eleven characters', 'k3v9-pq7t-x', 'liming', 'password.too_short'],
    ['eleven characters of two code units each', '𠮷'.repeat(11), 'liming', 'password.too_short'],
    ['128 characters', 'abcdefgh'.repeat(16), 'liming', null],
    ['129 characters', `${'abcdefgh'.repeat(16)}i`, 'liming', 'password.too_long'],
    ['the username inside', 'my-liming-2011', 'liming', 'password.contains_username'],
    ['the username in capitals', 'my-LiMing-2011', 'liming', 'password.contains_username'],
    ['a username too short to tell', 'my-li-ming-2011', 'li', null],
    ['a common one', 'password1234', 'liming', 'password.too_common'],
    ['a common one, dressed up', 'Password-1234!', 'liming', 'password.too_common'],
    ['a common one of the trade', 'gonghui123456', 'liming', 'password.too_common'],
    ['one character again and again', 'aaaaaaaaaaaaaaaa', 'liming', 'password.too_common'],
    ['four characters again and again', 'abcdabcdabcdabcd', 'liming', 'password.too_common'],
    ['empty', '', 'liming', 'password.too_short'],
  ])('%s', (_case, password, username, fault) => {
    expect(passwordFault(password, username)).toBe(fault);
  });
});
