import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FieldCipher } from './field-cipher.js';
import { generateKeyMaterial, generateKeyring, Keyring, parseKeyring } from './keyring.js';

const one = randomBytes(32).toString('base64');
const two = randomBytes(32).toString('base64');
const hmacKey = randomBytes(32).toString('base64');
const short = randomBytes(31).toString('base64');

describe('parseKeyring', () => {
  it('reads every version and seals with the highest', () => {
    const keyring = parseKeyring({ encryptionKeys: ` 7:${two} , 1:${one} `, hmacKey: ` ${hmacKey}\n` });
    expect(keyring.currentVersion).toBe(7);
    const place = { table: 't', column: 'c', rowId: 'r' };
    const old = new FieldCipher(parseKeyring({ encryptionKeys: `1:${one}`, hmacKey })).seal(place, 'text');
    expect(new FieldCipher(keyring).open(place, old)).toBe('text');
  });

  it.each([
    ['nothing', ''],
    ['no version', one],
    ['version 0', `0:${one}`],
    ['version 256', `256:${one}`],
    ['version 01', `01:${one}`],
    ['a short key', `1:${short}`],
    ['a key in hexadecimal', `1:${randomBytes(32).toString('hex')}`],
    ['stray letters', `1:${one.slice(0, -1)}*=`],
    ['a comma at the end', `1:${one},`],
  ])('refuses encryption keys with %s', (_name, encryptionKeys) => {
    expect(() => parseKeyring({ encryptionKeys, hmacKey })).toThrow(/^BANGFU_ENCRYPTION_KEYS: entry \d must read/);
  });

  it.each([
    ['a version twice', `1:${one},1:${two}`, 'BANGFU_ENCRYPTION_KEYS: version 1 stands there twice'],
    ['a key twice', `1:${one},2:${one}`, 'BANGFU_ENCRYPTION_KEYS: version 2 repeats the key'],
    ['the HMAC key among them', `1:${hmacKey}`, 'BANGFU_HMAC_KEY must differ'],
  ])('refuses encryption keys with %s', (_name, encryptionKeys, message) => {
    expect(() => parseKeyring({ encryptionKeys, hmacKey })).toThrow(message);
  });

  it.each(['', short, 'secret', `${hmacKey}=`])('refuses the HMAC key "%s"', (wrong) => {
    expect(() => parseKeyring({ encryptionKeys: `1:${one}`, hmacKey: wrong })).toThrow('BANGFU_HMAC_KEY must be the base64');
  });

  it('never repeats a key in its message', () => {
    const message = messageOf(() => parseKeyring({ encryptionKeys: `1:${one},2:${two}x`, hmacKey }));
    expect(message).toContain('entry 2');
    expect(message).not.toContain(two.slice(0, 8));
  });
});

describe('Keyring', () => {
  it.each([
    ['a version of 256', { encryptionKeys: new Map([[256, randomBytes(32)]]), currentVersion: 256 }, 'version 256'],
    ['a version of 0', { encryptionKeys: new Map([[0, randomBytes(32)]]), currentVersion: 0 }, 'version 0'],
    ['a short key', { encryptionKeys: new Map([[1, randomBytes(16)]]), currentVersion: 1 }, '16 bytes'],
    ['no current key', { encryptionKeys: new Map([[1, randomBytes(32)]]), currentVersion: 2 }, 'version 2 is missing'],
    ['a short HMAC key', { hmacKey: randomBytes(8) }, 'The HMAC key has 8 bytes'],
  ])('refuses %s', (_name, wrong, message) => {
    expect(() => new Keyring({ ...generateKeyMaterial(), ...wrong })).toThrow(message);
  });

  it('gives every purpose and version a key of its own, and the same one each time', () => {
    const keyring = new Keyring({
      encryptionKeys: new Map([[1, randomBytes(32)], [2, randomBytes(32)]]), currentVersion: 2, hmacKey: randomBytes(32),
    });
    const keys = [
      keyring.encryptionKey(1, 'a'), keyring.encryptionKey(2, 'a'), keyring.encryptionKey(1, 'b'), keyring.hmacKey('a'), keyring.hmacKey('b'),
    ].map((key) => key.export().toString('hex'));
    expect(new Set([...keys, keyring.deriveSecret('a').toString('hex')]).size).toBe(6);
    expect(keyring.encryptionKey(1, 'a')).toBe(keyring.encryptionKey(1, 'a'));
  });

  it('shows no secret when it is printed or serialized', () => {
    const material = generateKeyMaterial();
    const keyring = new Keyring(material);
    const shown = `${JSON.stringify(keyring)} ${inspect(keyring, { depth: 9, showHidden: true })}`;
    expect(shown).not.toContain(material.hmacKey.toString('hex').slice(0, 8));
    expect(shown).not.toContain('Buffer');
    expect(JSON.stringify(keyring)).toBe('{"currentVersion":1}');
  });

  it('is different each time it is generated', () => {
    expect(generateKeyring().deriveSecret('a')).not.toEqual(generateKeyring().deriveSecret('a'));
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was refused');
}
