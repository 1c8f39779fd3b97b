import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FieldCipher, type FieldPlace } from './field-cipher.js';
import { generateKeyMaterial, generateKeyring, Keyring } from './keyring.js';

const place: FieldPlace = { table: 'letters', column: 'body', rowId: '0190a1b2-0000-7000-8000-000000000001' };
const cipher = new FieldCipher(generateKeyring());

describe('seal and open', () => {
  it.each([
    ['nothing', ''],
    ['one letter', 'a'],
    ['digits', '320584198001010017'],
    ['Chinese', '急性髓系白血病'],
    ['beyond the basic plane', '𠮷野家 👩‍👩‍👧'],
    ['NUL and line ends', 'a\0b\r\n'],
    ['long', '字'.repeat(100_000)],
  ])('gives back %s', (_name, text) => {
    expect(cipher.open(place, cipher.seal(place, text))).toBe(text);
  });

  it('has the documented layout and hides the text', () => {
    const sealed = cipher.seal(place, 'plain words');
    expect(sealed[0]).toBe(1);
    expect(sealed.length).toBe(1 + 12 + 16 + 'plain words'.length);
    expect(sealed.includes('plain')).toBe(false);
  });

  it('never seals the same text to the same bytes', () => {
    const seals = Array.from({ length: 2000 }, () => cipher.seal(place, 'same'));
    expect(new Set(seals.map((sealed) => sealed.subarray(1, 13).toString('hex'))).size).toBe(2000);
    expect(seals.every((sealed) => cipher.open(place, sealed) === 'same')).toBe(true);
  });

  it.each([
    ['iv', 1],
    ['last byte of the iv', 12],
    ['tag', 13],
    ['last byte of the tag', 28],
    ['ciphertext', 29],
    ['last byte of the ciphertext', 29 + 10],
  ])('refuses a changed %s', (_name, at) => {
    const sealed = cipher.seal(place, 'plain words');
    sealed.writeUInt8(sealed.readUInt8(at) ^ 1, at);
    expect(() => cipher.open(place, sealed)).toThrow('letters.body was changed');
  });

  it('refuses a changed key version', () => {
    const material = generateKeyMaterial();
    const two = new FieldCipher(new Keyring({ ...material, encryptionKeys: new Map([...material.encryptionKeys, [2, randomBytes(32)]]) }));
    const sealed = two.seal(place, 'plain words');
    sealed[0] = 2;
    expect(() => two.open(place, sealed)).toThrow('was changed');
  });

  it.each([0, 1, 12, 28])('refuses a value cut to %i bytes', (length) => {
    expect(() => cipher.open(place, cipher.seal(place, 'plain words').subarray(0, length))).toThrow('cut short');
  });

  it('refuses a value cut in its ciphertext or made longer', () => {
    const sealed = cipher.seal(place, 'plain words');
    expect(() => cipher.open(place, sealed.subarray(0, -1))).toThrow('was changed');
    expect(() => cipher.open(place, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow('was changed');
  });

  it.each([
    ['row', { ...place, rowId: '0190a1b2-0000-7000-8000-000000000002' }],
    ['column', { ...place, column: 'title' }],
    ['table', { ...place, table: 'notes' }],
    ['boundary between table and row', { ...place, table: 'letters0', rowId: place.rowId.slice(1) }],
  ])('refuses a value moved to another %s', (_name, elsewhere) => {
    expect(() => cipher.open(elsewhere, cipher.seal(place, 'plain words'))).toThrow('was changed, moved');
  });

  it('refuses half a surrogate pair, which UTF-8 cannot keep', () => {
    expect(() => cipher.seal(place, 'a\ud800b')).toThrow('half of a surrogate pair');
  });
});

describe('key versions', () => {
  const first = generateKeyMaterial();
  const second = { ...first, encryptionKeys: new Map([...first.encryptionKeys, [2, randomBytes(32)]]), currentVersion: 2 };

  it('reads values of an old version and seals with the new one', () => {
    const old = new FieldCipher(new Keyring(first)).seal(place, 'from before');
    const rotated = new FieldCipher(new Keyring(second));
    expect(rotated.open(place, old)).toBe('from before');
    expect(rotated.seal(place, 'from now')[0]).toBe(2);
  });

  it('says which version is missing', () => {
    const sealed = new FieldCipher(new Keyring(second)).seal(place, 'from now');
    expect(() => new FieldCipher(new Keyring(first)).open(place, sealed)).toThrow('Encryption key version 2 is missing');
  });

  it('keeps indexes, digests and secrets when an encryption key is added', () => {
    const [before, after] = [new FieldCipher(new Keyring(first)), new FieldCipher(new Keyring(second))];
    expect(after.blindIndex('number', 'x')).toEqual(before.blindIndex('number', 'x'));
    expect(after.digest('request', 'x')).toEqual(before.digest('request', 'x'));
    expect(after.deriveSecret('cookies')).toBe(before.deriveSecret('cookies'));
  });
});

describe('blindIndex, digest and deriveSecret', () => {
  it('finds equal values of one field and no others', () => {
    const index = cipher.blindIndex('number', '123');
    expect(index.length).toBe(32);
    expect(cipher.blindIndex('number', '123')).toEqual(index);
    for (const [field, value] of [['number', '124'], ['account', '123'], ['number1', '23'], ['numbe', 'r123']] as const) {
      expect(cipher.blindIndex(field, value)).not.toEqual(index);
    }
  });

  it('depends on the key', () => {
    expect(new FieldCipher(generateKeyring()).blindIndex('number', '123')).not.toEqual(cipher.blindIndex('number', '123'));
  });

  it('digests the list of parts, not their sum', () => {
    const digests = [
      cipher.digest('request', 'a', 'bc'), cipher.digest('request', 'ab', 'c'), cipher.digest('request', 'abc'),
      cipher.digest('request', 'abc', ''), cipher.digest('answer', 'a', 'bc'), cipher.digest('request'),
      cipher.blindIndex('request', 'abc'),
    ];
    expect(new Set(digests.map((digest) => digest.toString('hex'))).size).toBe(digests.length);
    expect(cipher.digest('request', Buffer.from('a'), 'bc')).toEqual(digests[0]);
  });

  it('derives one lasting secret per purpose', () => {
    expect(cipher.deriveSecret('cookies')).toMatch(/^[\w-]{43}$/);
    expect(cipher.deriveSecret('cookies')).toBe(cipher.deriveSecret('cookies'));
    expect(cipher.deriveSecret('links')).not.toBe(cipher.deriveSecret('cookies'));
  });
});

it('seals, opens and indexes 100,000 values in seconds', () => {
  const begin = performance.now();
  for (let row = 0; row < 100_000; row += 1) {
    const at = { table: 'letters', column: 'body', rowId: String(row) };
    cipher.open(at, cipher.seal(at, '320584198001010017'));
    cipher.blindIndex('number', String(row));
  }
  expect(performance.now() - begin).toBeLessThan(20_000);
});
