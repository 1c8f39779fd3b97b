import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOrCreateKeyFile } from './key-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-file-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('loadOrCreateKeyFile', () => {
  it('creates a file for the owner alone and reads the same keys again', () => {
    const created = loadOrCreateKeyFile(folder);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['keys.json']);
    expect(loadOrCreateKeyFile(folder).deriveSecret('x')).toEqual(created.deriveSecret('x'));
  });

  it('creates the folder, and keeps mode 600 whatever the umask', () => {
    const previous = process.umask(0o000);
    try {
      loadOrCreateKeyFile(join(folder, 'a', 'b'));
    } finally {
      process.umask(previous);
    }
    expect(statSync(join(folder, 'a', 'b', 'keys.json')).mode & 0o777).toBe(0o600);
  });

  it.each([0o644, 0o640, 0o604, 0o660])('refuses a file of mode %o and says how to close it', (mode) => {
    loadOrCreateKeyFile(folder);
    chmodSync(path, mode);
    expect(() => loadOrCreateKeyFile(folder)).toThrow(`chmod 600 ${path}`);
  });

  it.each([
    ['an empty file', () => '', 'it is not JSON'],
    ['a file cut short', (text: string) => text.slice(0, -20), 'it is not JSON'],
    ['a list', () => '[]', 'its format is not 1'],
    ['another format', (text: string) => text.replace('"format": 1', '"format": 2'), 'its format is not 1'],
    ['a version 256', (text: string) => text.replace('"1":', '"256":'), 'a key version is not 1 to 255'],
    ['a damaged key', (text: string) => text.replace(/("1": ")./, '$1*'), 'encryption key 1 is not'],
    ['no current key', (text: string) => text.replace('"currentVersion": 1', '"currentVersion": 2'), 'the current encryption key'],
    ['no HMAC key', (text: string) => text.replace('hmacKey', 'hmac'), 'the HMAC key is not'],
  ])('refuses %s and leaves it as it is', (_name, damage, reason) => {
    loadOrCreateKeyFile(folder);
    const damaged = damage(readFileSync(path, 'utf8'));
    writeFileSync(path, damaged);
    expect(() => loadOrCreateKeyFile(folder)).toThrow(`is damaged: ${reason}`);
    expect(() => loadOrCreateKeyFile(folder)).toThrow('Put it back from your backup');
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });

  it('creates nothing where encrypted data already exists', () => {
    expect(() => loadOrCreateKeyFile(folder, { mayCreate: false })).toThrow('Put it back from your backup');
    expect(existsSync(path)).toBe(false);
  });

  it('lets one of several processes win, and all use its keys', async () => {
    const program = compiledProgram();
    const data = join(folder, 'data');
    const secrets = await Promise.all(Array.from({ length: 6 }, () => runProgram(program, data)));
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(secrets).size).toBe(1);
    expect(readdirSync(data)).toEqual(['keys.json']);
  });
});

/** Compiles the two files for plain Node, so that real processes can race. They wait for one moment to begin. */
function compiledProgram(): string {
  const program = join(folder, 'program');
  mkdirSync(program);
  for (const name of ['keyring', 'key-file']) {
    const { code } = transformFileSync(join(import.meta.dirname, `${name}.ts`), { jsc: { target: 'es2022' }, module: { type: 'nodenext' } });
    writeFileSync(join(program, `${name}.js`), code);
  }
  writeFileSync(join(program, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(program, 'main.js'), `
    import { loadOrCreateKeyFile } from './key-file.js';
    while (Date.now() < ${Date.now() + 1500}) {}
    process.stdout.write(loadOrCreateKeyFile(process.argv[2]).deriveSecret('x').toString('hex'));
  `);
  return join(program, 'main.js');
}

function runProgram(program: string, data: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, data], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
